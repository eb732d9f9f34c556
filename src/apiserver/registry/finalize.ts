import type { Namespace } from '../../api';
import { conflict } from '../../apimachinery';
import type { ApiAnswer, KubeObject } from '../../apimachinery';
import type { Process } from '../../simulation';
import { answer } from '../request/answers';
import { readObject } from './context';
import type { RequestContext } from './context';
import { changeObject, checkName } from './update';
import { writeOptions } from './write-options';

/** PUT of `namespaces/NAME/finalize`: the only way a namespace's own finalizers change. Without any, one that is going is gone. */
export function* finalize(context: RequestContext): Process<ApiAnswer> {
  const { dryRun, fieldValidation } = writeOptions(context, 'UpdateOptions');
  const read = readObject(context, fieldValidation) as Namespace;
  checkName(context, read);
  const wanted = (current: KubeObject): KubeObject => {
    const { resourceVersion } = read.metadata;
    if (resourceVersion && resourceVersion !== current.metadata.resourceVersion)
      throw conflict(context.resource.name, context.info.name);
    return withSpecFinalizers(current, read.spec?.finalizers);
  };
  return answer(200, yield* changeObject(context, wanted, dryRun));
}

function withSpecFinalizers(namespace: Namespace, finalizers: readonly string[] | undefined): Namespace {
  const { finalizers: _, ...spec } = namespace.spec ?? {};
  return { ...namespace, spec: finalizers?.length ? { ...spec, finalizers } : spec };
}
