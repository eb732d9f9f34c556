import './faults.css';
import { type KeyboardEvent, type MouseEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { create } from 'zustand';
import type { Selection } from '../../session/protocol';
import { onPaneKey } from '../keys';
import { useScreen } from '../state/screen';
import { send } from '../state/session';
import { type FaultChoice, type FaultSection, faultChoices } from './fault-choices';
import { Drawn } from '../parts/drawn';
import { useText } from '../text/language';
import { pageScale } from '../state/preferences';

interface Menu {
  readonly about: Selection | null;
  readonly x: number;
  readonly y: number;
}

const useMenu = create<Menu>(() => ({ about: null, x: 0, y: 0 }));

/** What a right click (or the menu key) on a machine or component opens. */
export function openFaults(about: Selection): (event: MouseEvent<HTMLElement>) => void {
  return (event) => {
    event.preventDefault();
    event.stopPropagation();
    const box = event.currentTarget.getBoundingClientRect();
    // The menu key has no place of its own.
    const byKey = event.clientX === 0 && event.clientY === 0;
    useMenu.setState({ about, x: byKey ? box.left + 12 : event.clientX, y: byKey ? box.bottom : event.clientY });
  };
}

function openForSelection(): void {
  const { selection } = useScreen.getState();
  if (selection?.kind !== 'component' && selection?.kind !== 'machine') return;
  const graph = document.getElementById('graph')?.getBoundingClientRect();
  useMenu.setState({ about: selection, x: (graph?.left ?? 0) + 40, y: (graph?.top ?? 0) + 40 });
}

/** Stands once on the page; draws nothing until it is asked for. */
export function FaultMenu() {
  const menu = useMenu();
  useEffect(() => onPaneKey({ x: openForSelection }), []);
  const close = () => useMenu.setState({ about: null });
  return (
    menu.about &&
    createPortal(
      <OpenMenu menu={menu} about={menu.about} onClose={close} />,
      document.querySelector('main') ?? document.body,
    )
  );
}

function OpenMenu(props: { readonly menu: Menu; readonly about: Selection; readonly onClose: () => void }) {
  const text = useText();
  const { menu, about, onClose } = props;
  const box = useRef<HTMLDivElement>(null);
  const [before] = useState(() => document.activeElement);
  const world = useScreen((screen) => screen.world);
  const cuts = useScreen((screen) => screen.cuts);
  const sections = faultChoices(about, world, cuts);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const { width, height } = element.getBoundingClientRect();
    const scale = pageScale();
    element.style.left = `${Math.max(8, Math.min(menu.x, innerWidth - width - 8)) / scale}px`;
    element.style.top = `${Math.max(8, Math.min(menu.y, innerHeight - height - 8)) / scale}px`;
    element.querySelector<HTMLElement>('[role=menuitem]')?.focus();
  }, [menu]);
  useEffect(() => {
    const outside = (event: PointerEvent) => !box.current?.contains(event.target as Node) && onClose();
    addEventListener('pointerdown', outside, true);
    return () => removeEventListener('pointerdown', outside, true);
  }, [onClose]);
  const leave = () => {
    onClose();
    if (before instanceof HTMLElement) before.focus();
  };
  return (
    <div
      ref={box}
      className="fault-menu"
      role="menu"
      aria-label={text('faults.title')}
      onKeyDown={(event) => byKey(event, leave)}
    >
      {sections.map((section) => (
        <Section key={section.title} section={section} onDone={leave} />
      ))}
      <p className="fault-note">{text('faults.note')}</p>
    </div>
  );
}

/** More are named in columns, and what is done with them is said once. */
const MOST_LINES = 14;

function Section({ section, onDone }: { readonly section: FaultSection; readonly onDone: () => void }) {
  const text = useText();
  if (section.choices.length === 0) return null;
  const many = section.choices.length > MOST_LINES;
  return (
    <div role="group" aria-label={section.title} className={many ? 'fault-many' : undefined}>
      <span className="label fault-title">{many ? text('faults.manyLinks') : section.title}</span>
      {section.choices.map((choice) => (
        <button
          key={choice.title}
          type="button"
          role="menuitem"
          className={choice.breaks ? 'fault-choice breaks' : 'fault-choice mends'}
          aria-label={many ? choice.title : undefined}
          disabled={choice.hindered !== undefined}
          onClick={() => {
            send({ kind: 'fault', fault: choice.fault });
            onDone();
          }}
        >
          <span aria-hidden="true">{choice.breaks ? '✕' : '✓'}</span>
          {many && choice.short !== undefined ? <Drawn words={choice.short} /> : choice.title}
          {choice.hindered && <small> {text('faults.because', { reason: choice.hindered })}</small>}
        </button>
      ))}
    </div>
  );
}

function byKey(event: KeyboardEvent<HTMLElement>, leave: () => void): void {
  const items = [...event.currentTarget.querySelectorAll<HTMLButtonElement>('[role=menuitem]:not(:disabled)')];
  const at = items.findIndex((item) => item === document.activeElement);
  const moves: Readonly<Record<string, number>> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    Home: 0,
    End: items.length - 1,
  };
  const to = moves[event.key];
  event.stopPropagation();
  if (event.key === 'Escape' || event.key === 'Tab') leave();
  else if (to !== undefined) items[(to + items.length) % items.length]?.focus();
  else return;
  event.preventDefault();
}

/** The first thing to do to what is inspected, as a button, and the door to the rest. */
export function FaultButtons({ about }: { readonly about: Selection }) {
  const text = useText();
  const world = useScreen((screen) => screen.world);
  const cuts = useScreen((screen) => screen.cuts);
  // Machines and components change in place; their version says when.
  useScreen((screen) => screen.versions.machines + screen.versions.components);
  const first: FaultChoice | undefined = faultChoices(about, world, cuts)[0]?.choices[0];
  if (!first) return null;
  return (
    <div className="fault-buttons">
      <button
        type="button"
        className="button lined"
        disabled={first.hindered !== undefined}
        title={first.hindered}
        onClick={() => send({ kind: 'fault', fault: first.fault })}
      >
        {first.title}
      </button>
      <button type="button" className="button lined" aria-haspopup="menu" onClick={openFaults(about)}>
        {text('faults.more')} <kbd>x</kbd>
      </button>
    </div>
  );
}
