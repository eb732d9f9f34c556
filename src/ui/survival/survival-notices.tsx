import { type Text, useText } from '../text/language';
import { useScreen } from '../state/screen';
import { downloadRecord, type Saying, startAnew, useSurvival } from './survival';

/** What there is to say of the session's survival, each with what can be done about it; put away by a click. */
export function SurvivalNotices() {
  const text = useText();
  const { saying, kept, restoring } = useSurvival();
  // What was had again is lost again.
  const crashed = useScreen((screen) => screen.crash !== null);
  const isStored = kept !== 'full' && kept !== 'blocked';
  return (
    <>
      {saying && !restoring && !crashed && (
        <Notice words={wordsOf(saying, text)} onDismiss={() => useSurvival.setState({ saying: null })}>
          {saying.kind === 'reloaded' && <Deed words={text('survival.startAnew')} onDo={startAnew} />}
          {saying.kind === 'otherBuild' && <Deed words={text('survival.download')} onDo={downloadRecord} />}
        </Notice>
      )}
      {!isStored && (
        <Notice
          words={text(kept === 'full' ? 'survival.full' : 'survival.blocked')}
          onDismiss={() => useSurvival.setState({ kept: 'unknown' })}
        >
          <Deed words={text('survival.download')} onDo={downloadRecord} />
        </Notice>
      )}
    </>
  );
}

function wordsOf(saying: Saying, text: Text): string {
  if (saying.kind === 'bug') return text('survival.bug', { message: firstLine(saying.crash.message) });
  if (saying.kind !== 'lost') return text(`survival.${saying.kind}`);
  return text('survival.lost', { why: saying.why ? firstLine(saying.why) : text('survival.lostUnknown') });
}

function firstLine(message: string): string {
  const line = message.split('\n')[0] ?? '';
  return line.length > 160 ? `${line.slice(0, 160)}…` : line;
}

interface NoticeProps {
  readonly words: string;
  readonly onDismiss: () => void;
  readonly children?: React.ReactNode;
}

/** A line that floats above the records until it is put away. */
export function Notice({ words, onDismiss, children }: NoticeProps) {
  const text = useText();
  return (
    <p className="notice">
      <span title={words}>{words}</span>
      {children}
      <button type="button" className="notice-close" aria-label={text('page.dismiss')} onClick={onDismiss}>
        ✕
      </button>
    </p>
  );
}

function Deed({ words, onDo }: { readonly words: string; readonly onDo: () => void }) {
  return (
    <button type="button" className="button lined" onClick={onDo}>
      {words}
    </button>
  );
}

/** The session is had again: how far it is. */
export function Restoring() {
  const text = useText();
  const restoring = useSurvival((state) => state.restoring);
  const seeking = useScreen((screen) => screen.seeking);
  if (!restoring) return null;
  return (
    <div className="seeking" role="status">
      <span>{text(restoring === 'lost' ? 'survival.restoringLost' : 'survival.restoring')}</span>
      <progress value={seeking?.share ?? 0} max={1} aria-label={text('survival.restoringShort')} />
    </div>
  );
}
