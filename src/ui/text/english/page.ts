/** What belongs to no pane: notices, the boot, bugs, dialogs. */
export const page = {
  firstTitle: 'Nothing has been asked of the cluster yet',
  firstApply:
    'Press <b>Apply</b> on the left: the manifest travels to the API server, into etcd, on to the controllers, the scheduler and the kubelets.',
  goingBack: 'Going back: the history is run again',
  goingBackShort: 'Going back',
  stay: 'Stay',
  dismiss: 'Dismiss',
  close: 'Close',
  comingUp: 'The cluster is coming up',
  starting: 'Starting the simulation…',
  bootStep: 'Step {{step}} of {{steps}}: {{title}}',
  bootDone: 'done',
  bootSteps: 'Steps of the boot',
  crashTitle: '▲ The simulation stopped on a bug of ours',
  crashWords:
    'What you see is the last moment it told of. Your manifests are kept. With the same seed and the same steps it stops at the same event, so the lines below are all a report needs.',
  crashSeed: 'seed {{seed}}',
  crashSeedEvent: 'seed {{seed}}, event {{event}}',
  startAgain: 'Start again',
  startOther: 'Start with another seed',
  bugTitle: '▲ The page stopped on a bug of ours',
  bugKept: 'Your manifests are kept.',
  loadAgain: 'Load the page again',
} as const;
