import {
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';

interface RowsProps {
  readonly label: string;
  readonly count: number;
  readonly rowHeight: number;
  /** Index of the chosen row, -1 for none. */
  readonly chosen: number;
  readonly onChoose: (index: number) => void;
  readonly renderRow: (index: number) => ReactNode;
  readonly rowKey: (index: number) => string | number;
  /** Stay at the end while rows are added, as long as the reader is there. */
  readonly stickToEnd?: boolean;
}

interface View {
  readonly top: number;
  readonly height: number;
  readonly atEnd: boolean;
}

function viewOf(element: HTMLElement, rowHeight: number): View {
  const { scrollTop, clientHeight, scrollHeight } = element;
  return { top: scrollTop, height: clientHeight, atEnd: scrollTop + clientHeight >= scrollHeight - rowHeight };
}

const SPARE = 6;

/** A list of any length that draws only the rows in sight. Arrow keys, Page, Home and End choose; it is one stop for Tab. */
export function Rows(props: RowsProps) {
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<View>({ top: 0, height: 200, atEnd: true });
  useSize(box, props.rowHeight, setView);
  useLayoutEffect(() => {
    const element = box.current;
    if (element && props.stickToEnd && view.atEnd) element.scrollTop = props.count * props.rowHeight;
  }, [props.count, props.rowHeight, props.stickToEnd, view.atEnd, view.height]);
  useEffect(() => {
    if (props.chosen >= 0) revealRow(box.current, props.chosen, props.rowHeight);
  }, [props.chosen, props.rowHeight]);
  // What will be in sight once the box has been scrolled to the end, so that no frame shows it empty.
  const top = props.stickToEnd && view.atEnd ? Math.max(0, props.count * props.rowHeight - view.height) : view.top;
  const first = Math.max(0, Math.floor(top / props.rowHeight) - SPARE);
  const last = Math.min(props.count, Math.ceil((top + view.height) / props.rowHeight) + SPARE);
  return (
    <div
      ref={box}
      className="rows"
      role="listbox"
      aria-label={props.label}
      tabIndex={0}
      aria-activedescendant={props.chosen >= first && props.chosen < last ? `${id}-${props.chosen}` : undefined}
      onScroll={(event) => {
        setView(viewOf(event.currentTarget, props.rowHeight));
      }}
      onKeyDown={(event) => chooseByKey(event, props, Math.floor(view.height / props.rowHeight))}
    >
      <div className="rows-all" style={{ height: props.count * props.rowHeight }}>
        {range(first, last).map((index) => (
          <div
            key={props.rowKey(index)}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === props.chosen}
            aria-setsize={props.count}
            aria-posinset={index + 1}
            className="row"
            style={{ height: props.rowHeight, transform: `translateY(${index * props.rowHeight}px)` }}
            onClick={() => props.onChoose(index)}
          >
            {props.renderRow(index)}
          </div>
        ))}
      </div>
    </div>
  );
}

/** The height alone: a pane that grows or shrinks does not leave the end it was at. */
function useSize(
  box: RefObject<HTMLDivElement | null>,
  rowHeight: number,
  setView: (change: (before: View) => View) => void,
): void {
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(() =>
      setView((before) => ({ ...viewOf(element, rowHeight), atEnd: before.atEnd })),
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [box, rowHeight, setView]);
}

function chooseByKey(event: KeyboardEvent, props: RowsProps, page: number): void {
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: page,
    PageUp: -page,
    Home: -props.count,
    End: props.count,
  };
  const by = steps[event.key];
  if (by === undefined || props.count === 0) return;
  event.preventDefault();
  const from = props.chosen < 0 ? (by > 0 ? -1 : props.count) : props.chosen;
  props.onChoose(Math.max(0, Math.min(props.count - 1, from + by)));
}

function revealRow(element: HTMLDivElement | null, index: number, rowHeight: number): void {
  if (!element) return;
  const top = index * rowHeight;
  if (top < element.scrollTop) element.scrollTop = top;
  else if (top + rowHeight > element.scrollTop + element.clientHeight)
    element.scrollTop = top + rowHeight - element.clientHeight;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
}
