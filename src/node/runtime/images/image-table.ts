import { digestOf } from '../commands/digest';
import type { ImageReference } from './image-reference';
import { repositoryOf, versionOf } from './image-reference';

const MEBIBYTE = 1024 * 1024;
const ROOT = 0;

/** What a program that serves does when it is asked to end (SIGTERM). Process 1 has no default action: who sets no handler stays. */
export type OnTerminate = { readonly exitCode: number } | 'ignore';

/** What is known of a repository. */
export interface ImageTemplate {
  readonly repository: string;
  /** Which tags there are; all where it says nothing. */
  readonly tags?: RegExp;
  readonly mebibytes: number;
  /** Whom it runs as by itself; undefined where nobody knows. */
  readonly user?: number | string;
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  /** What its entrypoint script runs when it is given options (or an address) alone. */
  readonly runsForOptions?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** False where there is no shell and nothing else to run (pause, hello-world). */
  readonly shell: boolean;
  /** Programs of its own that serve until they are stopped. */
  readonly servers: readonly string[];
  readonly onTerminate: OnTerminate;
  /** What it logs when it comes up. */
  readonly greeting?: readonly string[];
  /** Programs that print something and end well. */
  readonly prints?: Readonly<Record<string, readonly string[]>>;
  /** Environment it refuses to start without: name, and what it says. */
  readonly needs?: { readonly anyOf: readonly string[]; readonly complaint: readonly string[] };
  /** A command of which nothing is known serves: the image is the user's own. */
  readonly anyCommand?: boolean;
}

const VARIANT = '(-(alpine|slim|threaded|bookworm|trixie|bullseye|perl|otel|fpm|debian|musl|glibc|uclibc)[\\d.]*)*';

function tags(pattern: string): RegExp {
  return new RegExp(`^(latest|${pattern})${VARIANT}$`);
}

function server(
  name: string,
  mebibytes: number,
  pattern: string,
  command: readonly string[],
  extra: Partial<ImageTemplate> = {},
): ImageTemplate {
  return {
    repository: `docker.io/library/${name}`,
    mebibytes,
    tags: tags(pattern),
    user: ROOT,
    command,
    shell: true,
    servers: [command[0]!],
    onTerminate: { exitCode: 0 },
    ...extra,
  };
}

/** A system or a language: without a terminal its shell or interpreter reads an empty input and ends at once. */
function system(
  name: string,
  mebibytes: number,
  pattern: string,
  command: readonly string[],
  servers: readonly string[] = [],
): ImageTemplate {
  return {
    repository: `docker.io/library/${name}`,
    mebibytes,
    tags: tags(pattern),
    user: ROOT,
    command,
    shell: true,
    servers,
    onTerminate: 'ignore',
  };
}

const DATABASE_COMPLAINT = [
  'Error: Database is uninitialized and superuser password is not specified.',
  '       You must specify POSTGRES_PASSWORD to a non-empty value for the',
  '       superuser. For example, "-e POSTGRES_PASSWORD=password" on "docker run".',
];

const MYSQL_COMPLAINT = [
  '[ERROR] [Entrypoint]: Database is uninitialized and password option is not specified',
  '    You need to specify one of the following as an environment variable:',
  '    - MYSQL_ROOT_PASSWORD',
  '    - MYSQL_ALLOW_EMPTY_PASSWORD',
  '    - MYSQL_RANDOM_ROOT_PASSWORD',
];

const IMAGES: readonly ImageTemplate[] = [
  server('nginx', 69, '(stable|mainline|1(\\.(1\\d|2\\d)(\\.\\d+)?)?)', ['nginx', '-g', 'daemon off;'], {
    greeting: [
      '/docker-entrypoint.sh: Configuration complete; ready for start up',
      '[notice] 1#1: using the "epoll" event method',
      '[notice] 1#1: start worker processes',
    ],
  }),
  server('httpd', 56, '2(\\.4(\\.\\d+)?)?', ['httpd-foreground'], {
    greeting: ["AH00094: Command line: 'httpd -D FOREGROUND'"],
  }),
  server('redis', 44, '([5-8](\\.\\d+){0,2})', ['redis-server'], {
    runsForOptions: 'redis-server',
    greeting: ['1:C * oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo', '1:M * Ready to accept connections tcp'],
  }),
  server('memcached', 31, '1(\\.\\d+){0,2}', ['memcached'], { runsForOptions: 'memcached', user: 'memcache' }),
  server('postgres', 155, '(1[0-8])(\\.\\d+)?', ['postgres'], {
    runsForOptions: 'postgres',
    greeting: [
      'LOG:  listening on IPv4 address "0.0.0.0", port 5432',
      'LOG:  database system is ready to accept connections',
    ],
    needs: { anyOf: ['POSTGRES_PASSWORD', 'POSTGRES_HOST_AUTH_METHOD'], complaint: DATABASE_COMPLAINT },
  }),
  server('mysql', 230, '(5\\.7|8|9)(\\.\\d+){0,2}', ['mysqld'], {
    runsForOptions: 'mysqld',
    greeting: ['[System] [MY-010931] [Server] mysqld: ready for connections.'],
    needs: {
      anyOf: ['MYSQL_ROOT_PASSWORD', 'MYSQL_ALLOW_EMPTY_PASSWORD', 'MYSQL_RANDOM_ROOT_PASSWORD'],
      complaint: MYSQL_COMPLAINT,
    },
  }),
  server('mariadb', 120, '(lts|1[0-2])(\\.\\d+){0,2}', ['mariadbd'], {
    runsForOptions: 'mariadbd',
    greeting: ['[Note] mariadbd: ready for connections.'],
    needs: {
      anyOf: [
        'MARIADB_ROOT_PASSWORD',
        'MYSQL_ROOT_PASSWORD',
        'MARIADB_ALLOW_EMPTY_ROOT_PASSWORD',
        'MARIADB_RANDOM_ROOT_PASSWORD',
      ],
      complaint: [
        '[ERROR] [Entrypoint]: Database is uninitialized and password option is not specified',
        '    You need to specify one of MARIADB_ROOT_PASSWORD, MARIADB_ROOT_PASSWORD_HASH, MARIADB_ALLOW_EMPTY_ROOT_PASSWORD and MARIADB_RANDOM_ROOT_PASSWORD',
      ],
    },
  }),
  server('mongo', 270, '[4-8](\\.\\d+){0,2}', ['mongod'], { greeting: ['Waiting for connections'] }),
  server('rabbitmq', 105, '[34](\\.\\d+){0,2}(-management)?', ['rabbitmq-server']),
  server('traefik', 46, 'v?[23](\\.\\d+){0,2}', ['traefik'], { runsForOptions: 'traefik' }),
  server('registry', 17, '[23](\\.\\d+){0,2}', ['registry', 'serve', '/etc/distribution/config.yml']),
  system('busybox', 2, '(stable|1(\\.\\d+){0,2})', ['sh']),
  system('alpine', 4, '(edge|3(\\.\\d+){0,2})', ['/bin/sh']),
  system('debian', 47, '(\\w+|\\d+(\\.\\d+)?)', ['bash']),
  system('ubuntu', 29, '(\\d\\d\\.\\d\\d|noble|jammy|focal|rolling)', ['/bin/bash']),
  system('python', 350, '[23](\\.\\d+){0,2}', ['python3'], ['python3', 'python']),
  system('node', 390, '(lts|current|\\d+(\\.\\d+){0,2})', ['node'], ['node', 'npm']),
  system('perl', 330, '5(\\.\\d+){0,2}', ['perl'], ['perl']),
  system('golang', 300, '1(\\.\\d+){0,2}', ['bash'], ['go']),
  {
    repository: 'docker.io/library/hello-world',
    mebibytes: 0.01,
    tags: tags('linux'),
    command: ['/hello'],
    shell: false,
    servers: [],
    onTerminate: 'ignore',
    prints: {
      '/hello': [
        '',
        'Hello from Docker!',
        'This message shows that your installation appears to be working correctly.',
        '',
      ],
    },
  },
  {
    repository: 'registry.k8s.io/pause',
    mebibytes: 0.3,
    tags: /^(latest|3\.\d+(\.\d+)?)$/,
    entrypoint: ['/pause'],
    shell: false,
    servers: ['/pause'],
    onTerminate: { exitCode: 0 },
  },
  {
    repository: 'registry.k8s.io/coredns/coredns',
    mebibytes: 23,
    tags: /^v1\.\d+\.\d+$/,
    entrypoint: ['/coredns'],
    shell: false,
    servers: ['/coredns'],
    onTerminate: { exitCode: 0 },
  },
  {
    repository: 'registry.k8s.io/echoserver',
    mebibytes: 42,
    entrypoint: ['/usr/local/bin/run.sh'],
    shell: true,
    servers: ['/usr/local/bin/run.sh'],
    onTerminate: { exitCode: 0 },
  },
  {
    repository: 'registry.k8s.io/e2e-test-images/agnhost',
    mebibytes: 50,
    tags: /^2\.\d+(\.\d+)?$/,
    entrypoint: ['/agnhost'],
    command: ['pause'],
    shell: true,
    servers: ['/agnhost'],
    onTerminate: { exitCode: 0 },
  },
];

/** A web server without a shell, whose answers `known-servers.ts` has. */
function webServer(
  repository: string,
  mebibytes: number,
  entrypoint: string,
  extra: Partial<ImageTemplate> = {},
): ImageTemplate {
  return {
    repository,
    mebibytes,
    entrypoint: [entrypoint],
    shell: false,
    servers: [entrypoint],
    onTerminate: { exitCode: 0 },
    ...extra,
  };
}

/** A box of tools without a server: it runs what the pod says. */
function toolbox(
  repository: string,
  mebibytes: number,
  entrypoint: readonly string[] | undefined,
  command: readonly string[],
): ImageTemplate {
  return { repository, mebibytes, entrypoint, command, shell: true, servers: [], onTerminate: 'ignore' };
}

const WEB_SERVERS: readonly ImageTemplate[] = [
  webServer('docker.io/traefik/whoami', 3, '/whoami', { tags: /^(latest|v1\.\d+(\.\d+)?)$/ }),
  webServer('docker.io/containous/whoami', 3, '/whoami'),
  webServer('docker.io/hashicorp/http-echo', 4, '/http-echo', { tags: /^(latest|alpine|[01](\.\d+)*)$/ }),
  webServer('docker.io/nginxdemos/hello', 17, 'nginx', { shell: true }),
  webServer('docker.io/stefanprodan/podinfo', 30, './podinfo', { shell: true }),
  webServer('ghcr.io/stefanprodan/podinfo', 30, './podinfo', { shell: true }),
  webServer('docker.io/kicbase/echo-server', 5, '/echo-server'),
  webServer('gcr.io/google-samples/hello-app', 11, './hello-app', { tags: /^(latest|[12]\.0)$/ }),
  webServer('gcr.io/google-samples/kubernetes-bootcamp', 80, '/bin/sh -c node server.js', { shell: true }),
  webServer('docker.io/jocatalin/kubernetes-bootcamp', 80, '/bin/sh -c node server.js', { shell: true }),
  webServer('registry.k8s.io/hpa-example', 180, 'apache2-foreground', { shell: true }),
  toolbox('docker.io/nicolaka/netshoot', 200, undefined, ['zsh']),
  { ...toolbox('docker.io/curlimages/curl', 9, undefined, ['curl']), runsForOptions: 'curl' },
  toolbox('registry.k8s.io/e2e-test-images/jessie-dnsutils', 110, undefined, ['sleep', 'infinity']),
];

const BY_REPOSITORY = new Map([...IMAGES, ...WEB_SERVERS].map((image) => [image.repository, image]));

/** Images nobody here knows: a server on whatever ports the pod declares, of a size that depends on the name alone. */
function unknownImage(repository: string): ImageTemplate {
  return {
    repository,
    mebibytes: 20 + (Number.parseInt(digestOf(repository).slice(0, 4), 16) % 130),
    entrypoint: ['/entrypoint'],
    shell: true,
    servers: ['/entrypoint'],
    onTerminate: { exitCode: 0 },
    anyCommand: true,
  };
}

export function imageTemplate(repository: string): ImageTemplate {
  return BY_REPOSITORY.get(repository) ?? unknownImage(repository);
}

/** What a registry says of an image: undefined where it has no such tag. */
export interface Manifest {
  readonly digest: string;
  readonly sizeBytes: number;
}

export function manifestOf(reference: ImageReference): Manifest | undefined {
  const repository = repositoryOf(reference);
  const template = imageTemplate(repository);
  const version = versionOf(reference);
  if (!reference.digest && template.tags && !template.tags.test(version)) return undefined;
  const digest = reference.digest ?? `sha256:${digestOf(`${repository}:${version}`)}`;
  const lighter = /alpine|slim/.test(version) ? 0.35 : 1;
  const spread = 0.9 + Number.parseInt(digest.slice(-3), 16) / 20_480;
  return { digest, sizeBytes: Math.round(template.mebibytes * MEBIBYTE * lighter * spread) };
}
