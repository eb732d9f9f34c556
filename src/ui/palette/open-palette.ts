import { create } from 'zustand';

/** What lies over the page. */
export type Sheet = 'palette' | 'new-cluster' | 'simplified' | 'keys' | 'breakpoints';

export const useSheet = create<{ readonly sheet: Sheet | undefined }>(() => ({ sheet: undefined }));

export function openSheet(sheet: Sheet): void {
  useSheet.setState({ sheet });
}

export function closeSheet(): void {
  useSheet.setState({ sheet: undefined });
}
