export const graph = {
  title: 'Architecture',
} as const;
