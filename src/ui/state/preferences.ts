import { create } from 'zustand';
import { recall, recallInTab, remember, rememberInTab } from './memory';

export type Theme = 'light' | 'dark' | 'system';
/** In the order in which they stand above the graph. */
export const graphViews = ['architecture', 'ownership', 'traffic'] as const;
const recordTabs = ['sequence', 'etcd', 'messages', 'acts', 'terminal'] as const;
export type GraphView = (typeof graphViews)[number];
export type RecordTab = (typeof recordTabs)[number];

interface Preferences {
  readonly theme: Theme;
  /** Everything a quarter larger, for those in the last row. */
  readonly projector: boolean;
  readonly showBackground: boolean;
  readonly recordTab: RecordTab;
  readonly graphView: GraphView;
  /** The whole picture in small, where not all of it is in sight. */
  readonly showOverview: boolean;
  /** Of the sequence diagram: 0 says what each message is, more shows arrows nearer to each other, the most the whole story. */
  readonly sequenceZoom: number;
}

const THEME_KEY = 'wheelhouse.theme';
const TYPE_KEY = 'wheelhouse.type';
const RECORDS_KEY = 'wheelhouse.records';
const VIEW_KEY = 'wheelhouse.view';
const PROJECTOR_SCALE = 1.25;

function rememberedTheme(): Theme {
  const text = recall(THEME_KEY);
  return text === 'light' || text === 'dark' ? text : 'system';
}

export const usePreferences = create<Preferences>(() => ({
  theme: rememberedTheme(),
  projector: recall(TYPE_KEY) === 'projector',
  showBackground: false,
  recordTab: recordTabs.find((tab) => tab === recallInTab(RECORDS_KEY)) ?? 'sequence',
  graphView: graphViews.find((view) => view === recallInTab(VIEW_KEY)) ?? 'architecture',
  showOverview: true,
  sequenceZoom: 0,
}));

// Who works in the terminal is there again after a reload.
usePreferences.subscribe(({ recordTab, graphView }, before) => {
  if (recordTab !== before.recordTab) rememberInTab(RECORDS_KEY, recordTab);
  if (graphView !== before.graphView) rememberInTab(VIEW_KEY, graphView);
});

export function setTheme(theme: Theme): void {
  remember(THEME_KEY, theme);
  usePreferences.setState({ theme });
}

export function toggleProjector(): void {
  const projector = !usePreferences.getState().projector;
  remember(TYPE_KEY, projector ? 'projector' : 'normal');
  usePreferences.setState({ projector });
}

/** How many of the window's pixels one of the page's is: what the pointer tells is divided by it. */
export function pageScale(): number {
  return usePreferences.getState().projector ? PROJECTOR_SCALE : 1;
}

/** The page's type size, now and whenever it changes. */
export function applyType(): void {
  const apply = () => {
    document.documentElement.style.setProperty('--type', String(pageScale()));
  };
  apply();
  onTypeChange(apply);
}

export function onTypeChange(callback: () => void): () => void {
  return usePreferences.subscribe((now, before) => {
    if (now.projector !== before.projector) callback();
  });
}

/** Sets the page's attribute that the colour tokens look at, now and whenever the choice changes. */
export function applyTheme(): () => void {
  const apply = (theme: Theme) => {
    if (theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
  };
  apply(usePreferences.getState().theme);
  return usePreferences.subscribe((state) => apply(state.theme));
}

/** Calls back when light turns dark or back, by choice or by the system. */
export function onThemeChange(callback: () => void): () => void {
  const media = matchMedia('(prefers-color-scheme: dark)');
  media.addEventListener('change', callback);
  const stop = usePreferences.subscribe((now, before) => {
    if (now.theme !== before.theme) callback();
  });
  return () => {
    media.removeEventListener('change', callback);
    stop();
  };
}

export function isDark(): boolean {
  const { theme } = usePreferences.getState();
  return theme === 'system' ? matchMedia('(prefers-color-scheme: dark)').matches : theme === 'dark';
}

/** Asked for each dot of each frame: the list is live, and made once. */
let stillness: MediaQueryList | undefined;

export function prefersStillness(): boolean {
  stillness ??= matchMedia('(prefers-reduced-motion: reduce)');
  return stillness.matches;
}
