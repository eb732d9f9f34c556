import { useStore, useStoreApi } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import { HopPainter, type View } from './hop-painter';
import type { Scene } from './use-layout';

/** The canvas lies over the whole pane and moves with it, so dots stay sharp at every zoom. */
export function HopCanvas({ scene }: { readonly scene: Scene }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const painter = useRef<HopPainter | undefined>(undefined);
  const view = useStore((store) => store.transform as View);
  const store = useStoreApi();
  useEffect(() => {
    if (!canvas.current) return;
    const mine = new HopPainter(canvas.current, scene.router, store.getState().transform);
    painter.current = mine;
    return () => mine.stop();
  }, [scene, store]);
  useEffect(() => painter.current?.moveTo(view), [view]);
  return <canvas ref={canvas} className="hop-canvas" aria-hidden="true" />;
}
