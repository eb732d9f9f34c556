import '@xterm/xterm/css/xterm.css';
import './terminal.css';
import { FitAddon } from '@xterm/addon-fit';
import { Terminal } from '@xterm/xterm';
import { useEffect, useRef } from 'react';
import { openFile, overwriteFile, useFiles } from '../editor/files';
import { onThemeChange, onTypeChange, pageScale } from '../state/preferences';
import { useScreen } from '../state/screen';
import { send } from '../state/session';
import { listenToTerminal, onCompleted } from '../state/terminal-feed';
import { LineHistory } from './history';
import { Shell } from './shell';
import type { Surroundings } from './shell';
import { terminalTheme } from './theme';
import { useText } from '../text/language';

const FONT_SIZE = 12.5;

/** One terminal for the page's life: it goes on while another tab is shown. */
class LaptopTerminal {
  readonly box = document.createElement('div');
  readonly #terminal: Terminal;
  readonly #fit = new FitAddon();
  #shell: Shell | undefined;

  constructor() {
    this.box.className = 'terminal-box own-scale';
    this.#terminal = new Terminal({
      allowProposedApi: false,
      cursorBlink: !matchMedia('(prefers-reduced-motion: reduce)').matches,
      cursorStyle: 'bar',
      fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--mono'),
      fontSize: FONT_SIZE * pageScale(),
      lineHeight: 1.3,
      scrollback: 5000,
      screenReaderMode: true,
      theme: terminalTheme(),
    });
    this.#terminal.loadAddon(this.#fit);
    this.#terminal.attachCustomKeyEventHandler((event) => this.#isOurs(event));
  }

  /** The first time it is shown it draws itself and begins. */
  show(parent: HTMLElement): void {
    parent.append(this.box);
    if (!this.#terminal.element) this.#open();
    this.fit();
  }

  fit(): void {
    if (this.box.clientHeight > 20) this.#fit.fit();
  }

  resize(): void {
    this.#terminal.options.fontSize = FONT_SIZE * pageScale();
    this.fit();
  }

  recolour(): void {
    this.#terminal.options.theme = terminalTheme();
  }

  #open(): void {
    const terminal = this.#terminal;
    terminal.open(this.box);
    this.#fit.fit();
    const glass = {
      get columns() {
        return terminal.cols;
      },
      write: (text: string) => terminal.write(text),
      clear: () => terminal.write('\x1b[2J\x1b[3J\x1b[H'),
    };
    const shell = new Shell(glass, surroundings);
    this.#shell = shell;
    terminal.onData((data) => shell.type(data));
    this.box.addEventListener('paste', (event) => takePaste(event, (data) => terminal.paste(data), shell), true);
    terminal.onResize(() => shell.resized());
    shell.begin();
    listenToTerminal(shell);
    onCompleted((message) => shell.completed(message));
  }

  /** Keys that are the page's: F6 goes on, Escape leaves, copying and pasting are the browser's. */
  #isOurs(event: KeyboardEvent): boolean {
    if (event.key === 'F6') return false;
    const isCopy = event.ctrlKey && event.key.toLowerCase() === 'c' && this.#terminal.hasSelection();
    const isPaste = event.ctrlKey && event.key.toLowerCase() === 'v';
    if (isCopy || isPaste) return false;
    if (event.key !== 'Escape' || this.#shell?.isSearching) return true;
    if (event.type === 'keydown') document.querySelector<HTMLElement>('[data-tab="terminal"]')?.focus();
    return false;
  }
}

/** What is pasted goes to the shell alone: left to itself the browser would also write it into the terminal's hidden field. */
function takePaste(event: ClipboardEvent, paste: (data: string) => void, shell: Shell): void {
  const data = event.clipboardData?.getData('text/plain') ?? '';
  event.preventDefault();
  event.stopImmediatePropagation();
  if (shell.takes(data)) paste(data);
}

const surroundings: Surroundings = {
  history: new LineHistory(),
  files: () => Object.fromEntries(useFiles.getState().files.map(({ name, text }) => [name, text])),
  write: overwriteFile,
  open: openFile,
  run: (line, input, job) => {
    const own = mentioned(line, surroundings.files());
    const files = input === undefined ? own : { ...own, '-': input };
    send({ kind: 'terminal', line, files, ...(job !== undefined && { job }) });
  },
  say: (text, closed) => send({ kind: 'input', text, ...(closed && { closed }) }),
  interrupt: (job) => send({ kind: 'interrupt', ...(job !== undefined && { job }) }),
  complete: (line) => send({ kind: 'complete', line, files: Object.keys(surroundings.files()) }),
  names: (kind, namespace) => [
    ...new Set(
      [...useScreen.getState().world.objects.values()]
        .filter((one) => one.kind === kind && (namespace === undefined || one.namespace === namespace))
        .map(({ name }) => name),
    ),
  ],
  isPaced: () => useScreen.getState().clock.autoPace,
  isPaused: () => !['playing', 'booting', 'running-until-quiet'].includes(useScreen.getState().clock.mode),
};

/** The journal keeps what a line needs of the folder, not the folder. */
function mentioned(line: string, files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  // What a kustomization names stands in its file.
  if (/\s(-k|--kustomize|kustomize|cp)\b/.test(line)) return files;
  return Object.fromEntries(
    Object.entries(files).filter(([name]) => line.includes(name) || /(-f|-k)\s*\.(\s|$)/.test(line)),
  );
}

let laptop: LaptopTerminal | undefined;

/** The laptop's terminal, wherever the pane shows it. */
export function TerminalPane() {
  const text = useText();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const parent = place.current;
    if (!parent) return;
    laptop ??= new LaptopTerminal();
    const mine = laptop;
    mine.show(parent);
    const sizes = new ResizeObserver(() => mine.fit());
    sizes.observe(parent);
    const stop = onThemeChange(() => requestAnimationFrame(() => mine.recolour()));
    const stopType = onTypeChange(() => requestAnimationFrame(() => mine.resize()));
    return () => {
      sizes.disconnect();
      stop();
      stopType();
      mine.box.remove();
    };
  }, []);
  return <div ref={place} className="terminal" role="group" aria-label={text('terminal.title')} />;
}
