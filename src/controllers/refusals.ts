import { Refusal } from '../apimachinery';
import { refusedWith } from '../client';
import type { Process } from '../simulation';

/** A namespace on its way out takes nothing new: no failure, and nothing to try again. */
export function isNamespaceTerminating(error: Error): boolean {
  return (
    error instanceof Refusal &&
    error.status.details?.causes?.some(({ reason }) => reason === 'NamespaceTerminating') === true
  );
}

/** What a request answers, or undefined where the object isn't there. */
export function* ifFound<T>(request: Process<T>): Process<T | undefined> {
  try {
    return yield* request;
  } catch (error) {
    if (refusedWith(error, 404)) return undefined;
    throw error;
  }
}

/** Somebody else was faster: the cache will show what they did. */
export function isConflictOrExists(error: Error): boolean {
  return refusedWith(error, 409);
}
