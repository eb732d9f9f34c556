import { startEarly } from '../session/connection';

/** The page's own script, as the document names it. */
const page = document.querySelector<HTMLLinkElement>('link[data-page]');

/**
 * The simulation is fetched and compiled while the page runs itself, but not while the page's script is still on its way: on a slow line
 * both would be late.
 */
if (!page || performance.getEntriesByName(page.href).length > 0) startEarly();
else page.onload = page.onerror = startEarly;

void import('./main');
