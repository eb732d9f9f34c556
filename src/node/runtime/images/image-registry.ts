import type { ApiAnswer } from '../../../apimachinery';
import type { Program, ServerCall } from '../../../simulation';
import { parseImageReference } from './image-reference';
import type { ImageReference } from './image-reference';
import { manifestOf } from './image-table';

/** A request by the OCI distribution protocol. */
export interface RegistryRequest {
  readonly method: 'HEAD' | 'GET';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface ImageRegistryOptions {
  /** Repositories (`docker.io/library/nginx`) that are refused as if they did not exist; none unless said. */
  readonly missing?: readonly string[];
}

/**
 * All registries of the world behind one address: Docker Hub, registry.k8s.io and the rest, told apart by the Host header.
 * Known repositories have the tags they really have; of others every tag is there.
 */
export function imageRegistry(options: ImageRegistryOptions = {}): Program {
  const missing = new Set(options.missing);
  return (component) => {
    let served = 0;
    component.listen({
      request(call: ServerCall<RegistryRequest>) {
        call.respond(answer(call.payload, missing));
        component.publish({ served: ++served });
      },
    });
  };
}

function answer(request: RegistryRequest, missing: ReadonlySet<string>): ApiAnswer {
  const reference = requested(request);
  const manifest =
    reference && !missing.has(`${reference.domain}/${reference.path}`) ? manifestOf(reference) : undefined;
  if (!manifest)
    return { status: 404, headers: {}, body: { errors: [{ code: 'MANIFEST_UNKNOWN', message: 'manifest unknown' }] } };
  const headers = { 'docker-content-digest': manifest.digest, 'content-length': String(manifest.sizeBytes) };
  return { status: 200, headers, body: request.method === 'HEAD' ? undefined : manifest };
}

/** `HEAD /v2/library/nginx/manifests/1.25` */
function requested(request: RegistryRequest): ImageReference | undefined {
  const match = /^\/v2\/(.+)\/(?:manifests|blobs)\/([^/]+)$/.exec(request.path);
  if (!match) return undefined;
  const host = request.headers.host === 'registry-1.docker.io' ? 'docker.io' : request.headers.host;
  const separator = match[2]!.includes(':') ? '@' : ':';
  const parsed = parseImageReference(`${host}/${match[1]}${separator}${match[2]}`);
  return 'reference' in parsed ? parsed.reference : undefined;
}
