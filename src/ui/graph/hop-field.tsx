import { useStore } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import { HopPainter } from './hop-painter';
import type { Scene } from './use-layout';

/** A layer of its own over the whole pane: what flies in it asks nobody beneath to be drawn anew. */
export function HopField({ scene }: { readonly scene: Scene }) {
  const field = useRef<SVGGElement>(null);
  const [x, y, zoom] = useStore((store) => store.transform);
  useEffect(() => {
    if (!field.current) return;
    const painter = new HopPainter(field.current, scene.router);
    return () => painter.stop();
  }, [scene]);
  return (
    <svg className="hop-field" aria-hidden="true">
      <g ref={field} transform={`translate(${x} ${y}) scale(${zoom})`} />
    </svg>
  );
}
