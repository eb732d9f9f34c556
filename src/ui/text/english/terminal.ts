/** What the terminal itself says; what kubectl and the shell print stays as it is. */
export const terminal = {
  title: 'Terminal on the laptop. Escape leaves it, F6 goes to the next pane.',
  welcome: 'kubectl on the laptop. Type help, or press Tab.',
  tooLong: '{{count, number}} characters are no command line: nothing was taken. Open them in the editor.',
  stands: 'The clock stands: the answer comes when it runs again.',
  paced: 'Auto pace shows every message on its way, so answers take their time.',
  more_one: 'and {{count, number}} more',
  more_other: 'and {{count, number}} more',
  help1: 'Everything here is kubectl (k for short), a client on the simulated laptop like any other:',
  help2: 'what it asks is drawn, recorded and followed. Try kubectl get pods -w and',
  help3: 'apply something in the editor; its files are in this folder.',
  helpKeys: 'Tab completes   ↑ ↓ earlier lines   Ctrl R searches them   Ctrl C interrupts   Esc leaves the terminal',
  helpAnd: 'and',
} as const;
