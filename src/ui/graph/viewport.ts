import { type ReactFlowInstance, useReactFlow, useStore } from '@xyflow/react';
import { useCallback, useEffect, useRef } from 'react';
import type { Layout } from './layout';
import { pageScale } from '../state/preferences';

/** Many small machines are looked at as a whole first: who wants to read comes nearer. */
const READABLE = { least: { full: 0.76, compact: 0.7, mini: 0.5 }, most: 1.4 };

/** The whole picture in the pane, as far as it stays readable; what is larger starts at its top. */
function readableView(layout: Layout, width: number, height: number) {
  const fit = Math.min(width / layout.width, height / layout.height);
  const scale = pageScale();
  const zoom = Math.max(READABLE.least[layout.density] * scale, Math.min(READABLE.most * scale, fit));
  return {
    x: Math.round((width - layout.width * zoom) / 2),
    y: Math.round(Math.max(0, (height - layout.height * zoom) / 2)),
    zoom,
  };
}

function wholeView(layout: Layout, width: number, height: number) {
  const zoom = Math.min(READABLE.most * pageScale(), width / layout.width, height / layout.height);
  return { x: (width - layout.width * zoom) / 2, y: (height - layout.height * zoom) / 2, zoom };
}

export interface ViewControls {
  readonly zoomBy: (factor: number) => void;
  readonly readable: () => void;
  readonly whole: () => void;
  /** To be called when the user moves the picture: from then on it is left where it is. */
  readonly moved: () => void;
}

/** Keeps the picture readable and in the middle until the user moves it. */
export function useView(layout: Layout): ViewControls {
  const flow: ReactFlowInstance = useReactFlow();
  const width = useStore((store) => store.width);
  const height = useStore((store) => store.height);
  const own = useRef(false);
  const show = useCallback(
    (view: typeof readableView) => {
      if (width > 0 && height > 0) void flow.setViewport(view(layout, width, height));
    },
    [flow, layout, width, height],
  );
  useEffect(() => {
    if (!own.current) show(readableView);
  }, [show]);
  return {
    zoomBy: (factor) => {
      own.current = true;
      void flow.zoomTo(flow.getZoom() * factor);
    },
    readable: () => {
      own.current = false;
      show(readableView);
    },
    whole: () => {
      own.current = true;
      show(wholeView);
    },
    moved: () => {
      own.current = true;
    },
  };
}
