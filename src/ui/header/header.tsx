import './header.css';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { Dialog } from '../parts/dialog';
import { setTheme, type Theme, usePreferences } from '../state/preferences';
import { useScreen } from '../state/screen';
import { freshSeed, startCluster } from '../state/start';
import { setLanguage, useLanguage, useText } from '../text/language';
import { Rich } from '../text/rich';
import type { PlainKey } from '../text/translation';
import { closeSheet, openSheet, useSheet } from '../palette/open-palette';
import { Clock } from './clock';
import { FindButton } from './find-button';
import { Transport } from './transport';

const Keys = lazy(async () => ({ default: (await import('./keys-dialog')).Keys }));
const Simplified = lazy(async () => ({ default: (await import('./simplified-dialog')).Simplified }));

export function Header() {
  const text = useText();
  const open = useSheet(({ sheet }) => sheet);
  return (
    <header className="header" id="header" tabIndex={-1}>
      <h1 className="brand">
        <Wheel />
        Wheelhouse
      </h1>
      <ClusterChip onOpen={() => openSheet('new-cluster')} />
      <Transport />
      <Clock />
      <div className="header-end">
        <button type="button" className="button lined spare" onClick={() => openSheet('simplified')}>
          {text('header.simplified')}
        </button>
        <LanguageButton />
        <FindButton />
        <ThemeButton />
        <button
          type="button"
          className="button lined square"
          aria-label={text('header.keys')}
          title={text('header.keysHint')}
          onClick={() => openSheet('keys')}
        >
          ?
        </button>
      </div>
      {open === 'new-cluster' && <NewCluster onClose={closeSheet} />}
      <Suspense>
        {open === 'simplified' && <Simplified onClose={closeSheet} />}
        {open === 'keys' && <Keys onClose={closeSheet} />}
      </Suspense>
    </header>
  );
}

function Wheel() {
  return (
    <svg
      width="20"
      height="20"
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      aria-hidden="true"
    >
      <circle cx="10" cy="10" r="5.4" />
      <circle cx="10" cy="10" r="1.6" />
      <path d="M10 1v7.4M10 11.6V19M1 10h7.4M11.6 10H19M3.6 3.6l5.2 5.2M11.2 11.2l5.2 5.2M16.4 3.6l-5.2 5.2M8.8 11.2l-5.2 5.2" />
    </svg>
  );
}

/** What the cluster is made of, and the door to another one. */
function ClusterChip({ onOpen }: { readonly onOpen: () => void }) {
  const text = useText();
  const seed = useScreen((screen) => screen.clock.seed);
  const made = useScreen((screen) => {
    const roles = [...screen.world.machines.values()].map((machine) => machine.role);
    const count = (role: string) => roles.filter((candidate) => candidate === role).length;
    return roles.length === 0
      ? ''
      : text('header.madeOf', {
          controlPlanes: text('counts.controlPlanes', { count: count('control-plane') }),
          workers: text('counts.workers', { count: count('worker') }),
        });
  });
  return (
    <span className="cluster">
      {made !== '' && (
        <span className="chip made" title={text('header.madeOfHint', { seed })}>
          {made}
        </span>
      )}
      <button type="button" className="button lined spare" onClick={onOpen}>
        {text('header.newCluster')}
      </button>
    </span>
  );
}

function NewCluster({ onClose }: { readonly onClose: () => void }) {
  const text = useText();
  const current = useScreen((screen) => screen.clock.seed);
  const [seed, setSeed] = useState(freshSeed);
  return (
    <Dialog title={text('header.newCluster')} onClose={onClose}>
      <form
        className="new-cluster"
        onSubmit={(event) => {
          event.preventDefault();
          startCluster(seed.trim() === '' ? undefined : seed.trim());
          onClose();
        }}
      >
        <p>
          <Rich say="header.newClusterWords" with={{ seed: current }} />
        </p>
        <label>
          <span className="label">{text('header.seed')}</span>
          <input
            className="field"
            value={seed}
            maxLength={64}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => setSeed(event.currentTarget.value)}
          />
        </label>
        <div className="dialog-buttons">
          <button type="submit" className="button primary">
            {text('header.start')}
          </button>
          <button type="button" className="button lined" onClick={() => setSeed(current)}>
            {text('header.sameSeed')}
          </button>
          <button type="button" className="button lined" onClick={() => setSeed(freshSeed())}>
            {text('header.anotherSeed')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

const themes: readonly { readonly id: Theme; readonly sign: ReactNode; readonly word: PlainKey }[] = [
  {
    id: 'system',
    sign: <path d="M8 2a6 6 0 1 0 0 12a6 6 0 1 0 0-12M8 2a6 6 0 0 0 0 12z" fill="currentColor" fillRule="evenodd" />,
    word: 'header.themeSystem',
  },
  {
    id: 'light',
    sign: (
      <path d="M8 5.2a2.8 2.8 0 1 0 0 5.6a2.8 2.8 0 1 0 0-5.6M8 1v1.6M8 13.4V15M1 8h1.6M13.4 8H15M3 3l1.2 1.2M11.8 11.8L13 13M13 3l-1.2 1.2M4.2 11.8L3 13" />
    ),
    word: 'header.themeLight',
  },
  { id: 'dark', sign: <path d="M13.4 9.6A5.9 5.9 0 0 1 6.4 2.6a5.9 5.9 0 1 0 7 7z" />, word: 'header.themeDark' },
];

/** Names the other language in that language, so that whoever needs it can read it. */
function LanguageButton() {
  const other = useLanguage() === 'en' ? 'ko' : 'en';
  return (
    <button type="button" className="button lined" lang={other} onClick={() => void setLanguage(other)}>
      {other === 'ko' ? '한국어' : 'English'}
    </button>
  );
}

function ThemeButton() {
  const text = useText();
  const theme = usePreferences((state) => state.theme);
  const at = themes.findIndex((entry) => entry.id === theme);
  const now = themes[at];
  const next = themes[(at + 1) % themes.length];
  if (!now || !next) return null;
  const words = { now: text(now.word), next: text(next.word) };
  return (
    <button
      type="button"
      className="button lined square"
      aria-label={text('header.theme', words)}
      title={text('header.themeHint', words)}
      onClick={() => setTheme(next.id)}
    >
      <svg
        width="16"
        height="16"
        viewBox="0 0 16 16"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        aria-hidden="true"
      >
        {now.sign}
      </svg>
    </button>
  );
}
