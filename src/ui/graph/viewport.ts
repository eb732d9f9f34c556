import { type ReactFlowInstance, useReactFlow, useStore } from '@xyflow/react';
import { useCallback, useEffect, useRef } from 'react';
import { readableView, wholeView } from './fitting';
import type { Layout } from './layout';
import { pageScale } from '../state/preferences';

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
      if (width > 0 && height > 0) void flow.setViewport(view(layout, width, height, pageScale()));
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
