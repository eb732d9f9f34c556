import { Refusal } from '../apimachinery';
import type { Position } from '../apimachinery';
import type { DocumentProblem } from './result';

type Locate = (field: string) => Position;

/** Fields that a decoder's sentence names: `unknown field "spec.replica"`, `Go struct field DeploymentSpec.spec.replicas of type int32`. */
function fieldsInWords(message: string): { readonly field: string; readonly message: string }[] {
  const unknown = [...message.matchAll(/(?:unknown|duplicate) field "([^"]+)"/g)];
  if (unknown.length > 0) return unknown.map(([words, field]) => ({ field: field!, message: words }));
  const wrongType = /Go struct field [^.\s]+\.(\S+) of type/.exec(message);
  return wrongType ? [{ field: wrongType[1]!, message }] : [];
}

/** Which field a refusal without causes is about. */
function fieldOfReason(refusal: Refusal): string {
  switch (refusal.reason) {
    case 'AlreadyExists':
      return 'metadata.name';
    case 'NotFound':
      return refusal.status.details?.kind === 'namespaces' ? 'metadata.namespace' : '';
    default:
      return '';
  }
}

/** Where in the file a refusal points: every cause at the line of its field, or of the nearest parent that is written. */
export function problemsOf(error: Error, locate: Locate): DocumentProblem[] {
  if (!(error instanceof Refusal)) return [{ ...locate(''), message: error.message }];
  const causes = (error.status.details?.causes ?? []).filter(({ field }) => field !== undefined);
  if (causes.length > 0) {
    return causes.map(({ field = '', message = '' }) => ({ ...locate(field), message: `${field}: ${message}` }));
  }
  const named = fieldsInWords(error.message);
  if (named.length > 0) return named.map(({ field, message }) => ({ ...locate(field), message }));
  return [{ ...locate(fieldOfReason(error)), message: error.message }];
}
