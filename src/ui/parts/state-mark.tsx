import type { ObjectState } from '../../session/protocol';

/** ● running, ◐ pending, ▲ failing, ✓ done, ◌ terminating: shape and colour; whoever shows it writes the word beside it. */
export function StateMark({ state }: { readonly state: ObjectState }) {
  return (
    <svg className={`mark ${state}`} viewBox="0 0 12 12" aria-hidden="true">
      {shapes[state]}
    </svg>
  );
}

const shapes: Readonly<Record<ObjectState, React.ReactNode>> = {
  running: <circle cx="6" cy="6" r="4.6" fill="currentColor" />,
  pending: (
    <>
      <circle cx="6" cy="6" r="4.6" fill="none" stroke="currentColor" strokeWidth="1.8" />
      <path d="M6 1.4a4.6 4.6 0 0 0 0 9.2z" fill="currentColor" />
    </>
  ),
  failing: <path d="M6 .8L11.6 10.8H.4z" fill="currentColor" />,
  done: <path d="M1.6 6.6L4.6 9.6L10.4 2.6" fill="none" stroke="currentColor" strokeWidth="2" />,
  terminating: (
    <circle cx="6" cy="6" r="4.6" fill="none" stroke="currentColor" strokeWidth="1.6" strokeDasharray="2.2 2" />
  ),
};
