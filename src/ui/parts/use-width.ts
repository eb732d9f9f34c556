import { type RefObject, useEffect, useState } from 'react';

const unknown = () => 0;

/** The width of an element in CSS pixels; before it is known what is guessed, or 0. */
export function useWidth(element: RefObject<HTMLElement | null>, guess: () => number = unknown): number {
  const [width, setWidth] = useState(guess);
  useEffect(() => {
    if (!element.current) return;
    const observer = new ResizeObserver((entries) => setWidth(Math.floor(entries[0]?.contentRect.width ?? 0)));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return width;
}

/** Of a picture that comes in another's place: as wide as that one was. */
export const pictureWidth = (): number => document.getElementById('cluster-view')?.clientWidth ?? 0;
