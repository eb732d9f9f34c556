import { createStrategicMergePatch, setAt } from '../../apimachinery';
import { apiVersionOf, patchSchemaOf } from '../../api';
import type { Deployment } from '../../api';
import type { Process } from '../../simulation';
import { CommandError } from '../failure';
import type { Invocation } from '../invocation';
import { namedDeployment } from './deployments';

type Images = ReadonlyMap<string, string>;

function imagesOf(words: readonly string[]): Images {
  const pairs = words.map((word) => /^([^=]+)=(.+)$/.exec(word)).filter((match) => match !== null);
  if (pairs.length === 0) throw new CommandError('at least one image update is required');
  return new Map(pairs.map(([, container, image]) => [container!, image!]));
}

/** The deployment with other images; `*` stands for every container. Throws for a container that it doesn't have. */
export function withImages(deployment: Deployment, images: Images): Deployment {
  const { containers } = deployment.spec.template.spec;
  for (const name of images.keys()) {
    if (name !== '*' && !containers.some((container) => container.name === name)) {
      throw new CommandError(`unable to find container named "${name}"`);
    }
  }
  const changed = containers.map((container) => {
    const image = images.get(container.name) ?? images.get('*');
    return image === undefined || image === container.image ? container : { ...container, image };
  });
  return setAt(deployment, ['spec', 'template', 'spec', 'containers'], changed);
}

/** `kubectl set image deployment/web main=nginx:1.27`. */
export function* setImage(invocation: Invocation): Process<void> {
  const { words } = invocation;
  const images = imagesOf(words.filter((word) => word.includes('=')));
  const { address, deployment, printed } = yield* namedDeployment(
    invocation,
    words.filter((word) => !word.includes('=')),
  );
  const schema = patchSchemaOf(apiVersionOf(address.kind), address.kind.kind);
  const next = withImages(deployment, images);
  const patch = createStrategicMergePatch(deployment as never, next as never, schema);
  if (Object.keys(patch).length === 0) return;
  yield* invocation.requests.patch(address, patch, 'strategic', { fieldManager: 'kubectl-set' });
  invocation.print(`${printed} image updated`);
}
