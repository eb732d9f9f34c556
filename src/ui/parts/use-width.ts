import { type RefObject, useEffect, useLayoutEffect, useState } from 'react';

/** The width of an element in CSS pixels; 0 while it is drawn for the first time, and never seen. */
export function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    if (!element.current) return;
    const { paddingLeft, paddingRight } = getComputedStyle(element.current);
    setWidth(
      Math.floor(element.current.clientWidth - Number.parseFloat(paddingLeft) - Number.parseFloat(paddingRight)),
    );
  }, [element]);
  useEffect(() => {
    if (!element.current) return;
    const observer = new ResizeObserver((entries) => setWidth(Math.floor(entries[0]?.contentRect.width ?? 0)));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
