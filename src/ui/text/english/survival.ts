/** How a session outlives its worker, its page and the browser's moods. */
export const survival = {
  restoring: 'The session is run again from its record',
  restoringLost: 'The simulation was lost: its history is run again',
  restoringShort: 'Running the history again',
  reloaded: 'You are where you were: this tab’s session has been run again from its record.',
  lost: 'The simulation’s worker ended ({{why}}). Its history has been run again: you are where you were.',
  lostUnknown: 'ended by the browser, or out of memory',
  copied: 'This tab is a copy: it goes on as a session of its own, and the other tab’s stays as it is.',
  otherBuild:
    'This tab’s session was made by another version of Wheelhouse, in which the same acts lead elsewhere. So a new cluster was started; what you did can be downloaded.',
  bug: 'The simulation stopped on a bug of ours: {{message}}. It has been run again up to just before that.',
  full: 'This browser’s storage is full: the session is kept in this page only, and will not outlive a reload.',
  blocked: 'This browser lets the page keep nothing: the session will not outlive a reload.',
  download: 'Download what you did',
  startAnew: 'Start anew',
  withoutLastAct: 'Go on without your last act',
} as const;
