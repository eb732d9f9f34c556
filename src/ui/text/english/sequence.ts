export const sequence = {
  title: 'Sequence',
} as const;
