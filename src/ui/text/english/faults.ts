/** What can be broken or mended, by right click, key or the inspector. */
export const faults = {
  title: 'Faults',
  note: 'An act like any other: it stands in the history, and its opposite undoes it.',
  more: 'More faults …',
  kill: 'Kill the process',
  start: 'Start the process',
  machineOff: 'its machine is off',
  because: '({{reason}})',
  powerOff: 'Power off',
  powerOn: 'Power on',
  isolate: 'Cut off from all others',
  rejoin: 'Heal all its links',
  cut: 'Cut the link to {{other}}',
  heal: 'Heal the link to {{other}}',
  machine: 'machine {{name}}',
  links: 'links',
} as const;
