import type { ApiAnswer } from '../../../apimachinery';
import type { Component, Process } from '../../../simulation';
import { attempt, NetworkError, sleep } from '../../../simulation';
import type { CriAnswer, CriError, StoredImage } from '../cri';
import type { ImageReference } from './image-reference';
import { canonicalName, parseImageReference, registryHost, repositoryOf, versionOf } from './image-reference';
import type { RegistryRequest } from './image-registry';
import { imageTemplate, manifestOf } from './image-table';

const INDEX = 'containerd/images';
/** Unpacking layers costs about as much again as half of what came over the network. */
const UNPACK_SHARE = 0.5;

/**
 * The images on a machine's disk, and how they get there: manifest, then layers over a link that all pulls of the
 * machine share. Names and failures are containerd's.
 */
export class ImageStore {
  private readonly component: Component;
  private readonly registry: string;
  private readonly bytesPerMillisecond: number;
  private images: Readonly<Record<string, StoredImage>>;
  private linkFreeAt = 0;

  constructor(component: Component, registry: string, bytesPerSecond: number) {
    this.component = component;
    this.registry = registry;
    this.bytesPerMillisecond = bytesPerSecond / 1000;
    this.images = component.disk.read(INDEX) ?? installed();
  }

  list(): readonly StoredImage[] {
    return Object.values(this.images);
  }

  find(image: string): StoredImage | undefined {
    const parsed = parseImageReference(image);
    return 'reference' in parsed ? this.images[canonicalName(parsed.reference)] : undefined;
  }

  *pull(image: string): Process<CriAnswer> {
    const parsed = parseImageReference(image);
    if ('problem' in parsed)
      return failure('InvalidArgument', `failed to parse image reference ${JSON.stringify(image)}: ${parsed.problem}`);
    const { reference } = parsed;
    const name = canonicalName(reference);
    const { user } = imageTemplate(repositoryOf(reference));
    const head = yield* this.resolve(reference);
    if ('error' in head) return failure(head.error.code, pullMessage(name, head.error.message));
    const pulled: StoredImage = {
      name,
      reference: `${repositoryOf(reference)}@${head.digest}`,
      sizeBytes: head.sizeBytes,
      ...(user !== undefined && { user }),
    };
    // Layers that are there already are not fetched again.
    if (this.images[name]?.reference === pulled.reference) return { image: pulled };
    const problem = yield* this.download(reference, pulled);
    if (problem) return failure('Unknown', `failed to pull and unpack image "${name}": ${problem}`);
    yield* this.keep(pulled);
    return { image: pulled };
  }

  private *resolve(reference: ImageReference): Process<{ digest: string; sizeBytes: number } | { error: CriError }> {
    const url = `https://${registryHost(reference)}/v2/${reference.path}/manifests/${versionOf(reference)}`;
    const answer = yield* this.ask('HEAD', reference, 'manifests');
    if (typeof answer === 'string')
      return { error: { code: 'Unknown', message: `failed to do request: Head "${url}": ${answer}` } };
    if (answer.status === 404)
      return { error: { code: 'NotFound', message: `${canonicalName(reference)}: not found` } };
    return { digest: answer.headers['docker-content-digest']!, sizeBytes: Number(answer.headers['content-length']) };
  }

  /** Undefined when all layers are there, else what went wrong. */
  private *download(reference: ImageReference, image: StoredImage): Process<string | undefined> {
    const answer = yield* this.ask('GET', reference, 'blobs');
    if (typeof answer === 'string')
      return `failed to copy: httpReadSeeker: failed open: failed to do request: ${answer}`;
    const { now } = this.component;
    const transfer = image.sizeBytes / this.bytesPerMillisecond;
    this.linkFreeAt = Math.max(now, this.linkFreeAt) + transfer;
    yield* sleep(this.linkFreeAt - now + transfer * UNPACK_SHARE);
    return undefined;
  }

  /** The answer, or why none came in the words of Go's dialer. */
  private *ask(method: 'HEAD' | 'GET', reference: ImageReference, what: string): Process<ApiAnswer | string> {
    const host = registryHost(reference);
    const hostname = host.replace(/:\d+$/, '');
    if (/(^|\.)invalid$/.test(hostname)) return `dial tcp: lookup ${hostname}: no such host`;
    const path = `/v2/${reference.path}/${what}/${versionOf(reference)}`;
    const request: RegistryRequest = { method, path, headers: { host, 'user-agent': 'containerd/2.2.0' } };
    const outcome = yield* attempt(this.component.request<RegistryRequest, ApiAnswer>(this.registry, request));
    if (outcome.ok) return outcome.value;
    const reason = outcome.error instanceof NetworkError ? outcome.error.reason : 'reset';
    return reason === 'refused' ? `dial tcp ${host}: connect: connection refused` : `dial tcp ${host}: i/o timeout`;
  }

  private *keep(image: StoredImage): Process<void> {
    this.images = { ...this.images, [image.name]: image };
    this.component.disk.write(INDEX, this.images);
    yield* this.component.disk.sync();
  }
}

/** The pause image comes with the machine, as an installer leaves it. */
function installed(): Readonly<Record<string, StoredImage>> {
  const reference: ImageReference = { domain: 'registry.k8s.io', path: 'pause', tag: '3.10.1' };
  const { digest, sizeBytes } = manifestOf(reference)!;
  const name = canonicalName(reference);
  return { [name]: { name, reference: `${repositoryOf(reference)}@${digest}`, sizeBytes } };
}

function pullMessage(name: string, problem: string): string {
  return `failed to pull and unpack image "${name}": failed to resolve reference "${name}": ${problem}`;
}

function failure(code: CriError['code'], message: string): CriAnswer {
  return { error: { code, message } };
}
