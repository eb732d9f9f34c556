import type { Process } from '../../../simulation';
import { firstOf } from '../../../simulation';
import type { LiveInput } from '../live-input';
import type { Shell } from './shell';
import { isUnfinished } from './shell-parser';
import type { Streams } from './shell-streams';

const PROMPT = '# ';
const CONTINUATION = '> ';
const INTERRUPTED_STATUS = 130;

/** A shell at a terminal: prompts, runs a line when it is entered, stops it at Ctrl-C; its exit code is that of the last one. */
export function* interact(shell: Shell, input: LiveInput, streams: Streams): Process<number> {
  let status = 0;
  for (;;) {
    streams.output(PROMPT);
    const text = yield* command(input, streams);
    if (text === undefined) return status;
    const outcome = yield* firstOf<any>({ run: shell.line(text, streams), interrupted: input.interrupted.wait() });
    if (outcome.which === 'interrupted') status = INTERRUPTED_STATUS;
    else if (outcome.value.left) return outcome.value.status;
    else status = outcome.value.status;
  }
}

/** A shell whose script comes through a pipe: it runs each command once it is whole, and what that reads is what comes next. */
export function* follow(shell: Shell, input: LiveInput, streams: Streams): Process<number> {
  let status = 0;
  for (;;) {
    const text = yield* piped(input);
    if (text === undefined) break;
    const outcome = yield* shell.line(text, streams);
    ({ status } = outcome);
    if (outcome.left || outcome.misread) break;
  }
  yield* shell.leave(status, streams);
  return status;
}

function* piped(input: LiveInput): Process<string | undefined> {
  let text = yield* input.line();
  while (text !== undefined && isUnfinished(text)) {
    const more = yield* input.line();
    if (more === undefined) break;
    text += `\n${more}`;
  }
  return text;
}

/** One line, or as many as the command needs; an interrupted one is empty. */
function* command(input: LiveInput, streams: Streams): Process<string | undefined> {
  let text = '';
  do {
    if (text) streams.output(CONTINUATION);
    const next = yield* firstOf<any>({ line: input.line(), interrupted: input.interrupted.wait() });
    if (next.which === 'interrupted') return '';
    if (next.value === undefined) return text || undefined;
    text += text ? `\n${next.value}` : next.value;
  } while (isUnfinished(text));
  return text;
}
