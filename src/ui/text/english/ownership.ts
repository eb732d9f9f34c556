export const ownership = {
  title: 'Ownership',
} as const;
