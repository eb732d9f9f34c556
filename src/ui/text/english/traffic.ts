export const traffic = {
  title: 'Traffic',
} as const;
