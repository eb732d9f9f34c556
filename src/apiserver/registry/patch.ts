import type { ApiAnswer, KubeObject } from '../../apimachinery';
import type { Process } from '../../simulation';
import { answer } from '../request/answers';
import { mediaType } from '../request/body';
import { apply, applyMediaType } from './apply';
import { rereadPatched } from './context';
import type { RequestContext } from './context';
import { inNamespace } from './create';
import { patchOf } from './patch-format';
import type { Patch } from './patch-format';
import { patchOptions } from './write-options';
import { changeObject, checkName } from './update';
import { decoded } from './stage';

/** PATCH: changes the object as it is now, and again when somebody else was faster, so that no conflict is ever seen. */
export function* patch(context: RequestContext): Process<ApiAnswer> {
  if (mediaType(context.request) === applyMediaType) return yield* apply(context);
  const { dryRun, fieldValidation } = patchOptions(context, false);
  let given: Patch | undefined;
  context.stages.push(decoded(mediaType(context.request)));
  const wanted = (current: KubeObject): KubeObject => {
    given ??= patchOf(context.request, context.resource.kind);
    const next = inNamespace(context, rereadPatched(context, given.onto(current), fieldValidation, current, given));
    checkName(context, next);
    return next;
  };
  const object = yield* changeObject(context, wanted, dryRun);
  return answer(200, object, context.warnings);
}
