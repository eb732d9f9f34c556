import type { ApiAnswer, Refusal } from '../../apimachinery';

const json: Readonly<Record<string, string>> = { 'content-type': 'application/json' };
const text: Readonly<Record<string, string>> = { 'content-type': 'text/plain; charset=utf-8' };

export function answer(status: number, body: unknown, warnings: readonly string[] = []): ApiAnswer {
  return { status, headers: warnings.length === 0 ? json : { ...json, warning: warningHeader(warnings) }, body };
}

/** The answer with what its request was warned of. */
export function warned(given: ApiAnswer, warnings: readonly string[]): ApiAnswer {
  if (warnings.length === 0 || given.headers.warning !== undefined) return given;
  return { ...given, headers: { ...given.headers, warning: warningHeader(warnings) } };
}

/** What a client that should come back is told in the body, it is told in a header too. */
export function refusalAnswer(refusal: Refusal, warnings: readonly string[] = []): ApiAnswer {
  const whole = answer(refusal.code, refusal.status, warnings);
  const seconds = refusal.status.details?.retryAfterSeconds;
  return seconds === undefined ? whole : { ...whole, headers: { ...whole.headers, 'retry-after': String(seconds) } };
}

export function textAnswer(status: number, body: string): ApiAnswer {
  return { status, headers: text, body };
}

function warningHeader(warnings: readonly string[]): string {
  return warnings.map((warning) => `299 - "${warning.replace(/[\\"]/g, '\\$&')}"`).join(', ');
}
