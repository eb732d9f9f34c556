import { Refusal } from '../apimachinery';
import type { StatusCause } from '../apimachinery';
import { NetworkError } from '../simulation';

/** kubectl itself says no: bad arguments, a file that can't be read, a time that ran out. */
export class CommandError extends Error {}

/** Said as it stands, without `error:` before it. */
export class PlainError extends CommandError {}

/** The command was not called as it wants to be. */
export class UsageError extends CommandError {
  constructor(message: string, path: readonly string[]) {
    super(`${message}\nSee 'kubectl ${path.join(' ')} -h' for help and examples`);
  }
}

export const noResourceMessage = `You must provide one or more resources by argument or filename.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'
   '<resource> <name>'
   '<resource>'`;

/** Something went wrong with one of perhaps many objects: kubectl goes on, and says it at the end. */
export interface Failure {
  readonly error: Error;
  /** `error when creating "web.yaml": `, put before the server's words. */
  readonly while?: string;
}

function causeText({ field, message }: StatusCause): string {
  return field ? `${field}: ${message ?? ''}` : (message ?? '');
}

/** The one error of a command that the server found invalid is told cause by cause. */
function invalidLines({ status, message }: Refusal): string[] {
  const { kind = '', name = '', causes = [] } = status.details ?? {};
  const subject = kind === '' ? 'The request is invalid' : `The ${kind} "${name}" is invalid`;
  const texts = [...new Set(causes.map(causeText))];
  if (texts.length === 0) return [kind === '' ? `${subject}: ${message}` : subject];
  return texts.length === 1 ? [`${subject}: ${texts[0]}`] : [`${subject}:`, ...texts.map((text) => `* ${text}`)];
}

function serverLines(refusal: Refusal, prefix: string): string[] {
  const text = `${prefix}${refusal.message}`;
  if (refusal.reason === 'Unauthorized') return [`error: You must be logged in to the server (${text})`];
  const reason = refusal.reason === '' || refusal.reason === 'Unknown' ? '' : ` (${refusal.reason})`;
  return `Error from server${reason}: ${text}`.split('\n');
}

const networkWords: Readonly<Record<string, string>> = {
  timeout:
    'Unable to connect to the server: context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
  reset: 'Unable to connect to the server: read: connection reset by peer',
  unreachable: 'Unable to connect to the server: dial tcp: connect: no route to host',
};

/** Alone it is said to be an error, where it doesn't say so itself, and ends with its line. */
function ownLines(text: string, alone: boolean): string[] {
  if (!alone) return text.split('\n');
  return (text.startsWith('error: ') ? text : `error: ${text}`).replace(/\n$/, '').split('\n');
}

/** @param alone whether it is the only failure of the command: kubectl then says more */
function failureLines({ error, while: prefix = '' }: Failure, alone: boolean, server: string): string[] {
  if (error instanceof NetworkError && error.reason === 'refused')
    return [`The connection to the server ${server} was refused - did you specify the right host or port?`];
  if (error instanceof NetworkError)
    return [networkWords[error.reason] ?? `Unable to connect to the server: ${error.message}`];
  if (error instanceof PlainError) return `${prefix}${error.message}`.split('\n');
  if (!(error instanceof Refusal)) return ownLines(`${prefix}${error.message}`, alone);
  return alone && error.reason === 'Invalid' ? invalidLines(error) : serverLines(error, prefix);
}

/** What goes to stderr. @param server who was to be asked, as the kubeconfig writes it */
export function failuresText(failures: readonly Failure[], server = 'localhost:8080'): string[] {
  return failures.flatMap((failure) => failureLines(failure, failures.length === 1, server));
}
