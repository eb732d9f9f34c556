import './graph.css';
import { lazy, Suspense } from 'react';
import { BootCard } from '../boot/boot-strip';
import { useText } from '../text/language';

/**
 * The picture is large and empty while the cluster comes up: it is fetched at once, but the manifest and what is done with it do
 * not wait for it.
 */
const Picture = lazy(async () => ({ default: (await import('./picture')).Picture }));

export function GraphPane() {
  const text = useText();
  return (
    <section className="pane graph" id="graph" aria-label={text('graph.title')} tabIndex={-1}>
      <Suspense fallback={<NoPicture />}>
        <Picture />
      </Suspense>
    </section>
  );
}

function NoPicture() {
  return (
    <>
      <div className="bar graph-bar" />
      <div className="flow">
        <BootCard />
      </div>
      <div className="graph-foot" />
    </>
  );
}
