import type { ApiAnswer } from '../apimachinery';
import { isStatus, Refusal } from '../apimachinery';

/** The refusal in an answer of 400 and above; an answer without a Status gets one that says what is known. */
export function answerRefusal(answer: ApiAnswer): Refusal {
  const { body } = answer;
  if (isStatus(body)) return new Refusal(body);
  return new Refusal({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: typeof body === 'string' ? body : `the server responded with the status code ${answer.status}`,
    reason: 'Unknown',
    code: answer.status,
  });
}

/** How long the server asks to wait before asking again (429, and 5xx with Retry-After); undefined: don't. */
export function retryAfterMilliseconds(answer: ApiAnswer): number | undefined {
  if (answer.status !== 429 && answer.status < 500) return undefined;
  const header = answer.headers['retry-after'];
  const seconds = header === undefined ? Number.NaN : Number(header);
  return Number.isInteger(seconds) ? seconds * 1000 : undefined;
}

/** Whether an error is the server's refusal with this code. */
export function refusedWith(error: unknown, code: number): boolean {
  return error instanceof Refusal && error.code === code;
}
