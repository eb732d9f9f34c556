/** The top row: the cluster, time, language, theme. */
export const header = {
  newCluster: 'New cluster',
  madeOf: '{{controlPlanes}}, {{workers}}',
  madeOfHint: 'Seed {{seed}}: the same seed and the same acts give the same history',
  newClusterWords:
    'Three control-plane machines, three workers, from nothing to Ready. The cluster you have is thrown away; your manifests stay. The same seed and the same acts give the same history, to the byte. This one began with <b>{{seed}}</b>.',
  seed: 'Seed',
  start: 'Start',
  sameSeed: 'Same seed again',
  anotherSeed: 'Another',
  simplifiedLead:
    'Nothing on this screen is scripted: every arrow is a message that the simulation sent. But it is a simulation, and leaves out:',
  simplified: 'What is simplified',
  keys: 'Keys',
  keysHint: 'Keys (?)',
  theme: 'Theme: {{now}}. Change to {{next}}',
  themeHint: 'Theme: {{now}}. Click: {{next}}',
  themeSystem: 'as the system',
  themeLight: 'light',
  themeDark: 'dark',
} as const;
