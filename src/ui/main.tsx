import '@fontsource-variable/inter/wght.css';
import './style/tokens.css';
import './style/base.css';
import { createRoot } from 'react-dom/client';
import { Connection } from '../session/connection';
import { App } from './app';
import { ErrorBoundary } from './parts/error-boundary';
import { applyPanes } from './state/panes';
import { applyTheme, applyType } from './state/preferences';
import { connect } from './state/session';
import { beginSession, hearRecord, recover } from './survival/survival';
import { forgetMeasures } from './text/fit-name';
import { startLanguage } from './text/language';

applyTheme();
applyType();
applyPanes();
void document.fonts?.ready.then(forgetMeasures);
connect(new Connection(), { hearRecord, recover });
// The cluster comes up while the page draws itself, or is had again as this tab left it. It can be reached with a seed of its
// own, and with more workers: `?seed=kite-42&workers=10`.
void beginSession();
await Promise.all([startLanguage(), pageIsThere()]);
const root = document.getElementById('root');
if (root)
  createRoot(root).render(
    <ErrorBoundary>
      <App />
    </ErrorBoundary>,
  );

/** Nothing is measured or drawn before the page's text and its style sheets are there; nothing else waits for them. */
async function pageIsThere(): Promise<void> {
  if (document.readyState === 'loading') await new Promise((resolve) => addEventListener('DOMContentLoaded', resolve));
  const links = [...document.querySelectorAll<HTMLLinkElement>('link[rel=stylesheet]')];
  const isThere = (link: HTMLLinkElement) => new Promise((resolve) => (link.onload = link.onerror = resolve));
  await Promise.all(links.filter(({ sheet }) => !sheet).map(isThere));
}
