import './inspector.css';
import { lazy, Suspense, useState } from 'react';
import { BootSteps } from '../boot/boot-strip';
import { openSheet } from '../palette/open-palette';
import { useFetchedSoon } from '../parts/fetched-soon';
import { Tabs } from '../parts/tabs';
import { type InspectorTab, tabOf, useScreen } from '../state/screen';
import { select } from '../state/session';
import { useText } from '../text/language';
import { Rich } from '../text/rich';

/** What is selected, in depth. Each tab remembers what it showed last. */
export function InspectorPane() {
  const text = useText();
  useFetchedSoon(fetchInspected);
  const selection = useScreen((screen) => screen.selection);
  const last = useScreen((screen) => screen.remembered);
  const [empty, setEmpty] = useState<InspectorTab>('message');
  const chosen = selection ? tabOf(selection) : empty;
  const choices = [
    { id: 'message', title: text('inspector.message'), disabled: chosen !== 'message' && !last.message },
    { id: 'object', title: text('inspector.object'), disabled: chosen !== 'object' && !last.object },
    { id: 'component', title: text('inspector.component'), disabled: chosen !== 'component' && !last.component },
  ] as const;
  const choose = (tab: InspectorTab) => {
    setEmpty(tab);
    const again = last[tab];
    if (again) select(again);
  };
  return (
    <section className="pane inspector" id="inspector" aria-label={text('inspector.title')} tabIndex={-1}>
      <div className="bar">
        <Tabs label={text('inspector.tabs')} choices={choices} chosen={chosen} controls="inspected" onChoose={choose} />
        {selection && (
          <button
            type="button"
            className="inspector-close"
            aria-label={text('inspector.selectNothing')}
            title={text('inspector.selectNothingHint')}
            onClick={() => select(null)}
          >
            ✕
          </button>
        )}
      </div>
      <div className="inspected" id="inspected" role="tabpanel" tabIndex={-1}>
        {selection ? (
          <Suspense fallback={null}>
            <Inspected selection={selection} />
          </Suspense>
        ) : (
          <Nothing />
        )}
      </div>
    </section>
  );
}

/** One chunk, fetched when the page has drawn itself: nothing is selected before. */
const fetchInspected = () => import('./inspected');
const Inspected = lazy(async () => ({ default: (await fetchInspected()).Inspected }));

/** Nothing is selected: what to do, or while the cluster comes up, how far it is. */
function Nothing() {
  const text = useText();
  const booting = useScreen((screen) => screen.clock.mode === 'booting');
  const crashed = useScreen((screen) => screen.crash !== null);
  const acted = useScreen((screen) => screen.acts.length > 0);
  if (crashed) return null;
  if (booting) {
    return (
      <div className="inspect-part">
        <h2 className="sentence">{text('inspector.bootTitle')}</h2>
        <p className="inspect-quiet">{text('inspector.bootWords')}</p>
        <BootSteps />
      </div>
    );
  }
  return (
    <div className="empty">
      <h2>{text(acted ? 'inspector.emptyTitle' : 'page.firstTitle')}</h2>
      {!acted && (
        <p>
          <Rich say="page.firstApply" />
        </p>
      )}
      <p>{text('inspector.emptyWords')}</p>
      <p>
        <Rich say="inspector.emptyKeys" />
      </p>
      <button type="button" className="link" onClick={() => openSheet('simplified')}>
        {text('header.simplified')}
      </button>
    </div>
  );
}
