export const faults = {
  title: 'What can be broken or mended',
} as const;
