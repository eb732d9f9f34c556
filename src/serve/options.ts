import { parseArgs } from 'node:util';

/** What `npm run serve` was told. */
export interface ServeOptions {
  /** 0: any free one. */
  readonly port: number;
  /** Whoever has it is a cluster administrator (`system:masters`); made up where none was given. */
  readonly token: string | undefined;
  readonly workers: number;
  readonly seed: string;
  readonly clock: 'real' | 'stepped';
  readonly auditLog: string | undefined;
  readonly kubeconfig: string | undefined;
  /** CoreDNS in pods; with a stepped clock, which is compared with a cluster that had none, only where it is asked for. */
  readonly dns?: boolean | undefined;
}

/** A command line that can't be served, in words for a person. */
export class UsageError extends Error {}

export const usage = `usage: npm run serve -- [options]
  --port P             the port on loopback (6443; 0: any free one)
  --token T            the administrator's token (made up and shown where none is given)
  --workers N          how many worker machines (3)
  --profile managed    only the workers are Nodes, as a managed service shows a cluster
  --seed S             decides everything random (wheelhouse)
  --clock C            real: time passes as it does; stepped: nothing moves but by requests
  --dns                CoreDNS in pods with a stepped clock, too (with a real one it is always there)
  --audit-log FILE     audit.k8s.io/v1 Events, one JSON object a line
  --kubeconfig FILE    where to write a kubeconfig for real clients`;

const flags = {
  port: { type: 'string', default: '6443' },
  token: { type: 'string' },
  workers: { type: 'string', default: '3' },
  profile: { type: 'string', default: 'managed' },
  seed: { type: 'string', default: 'wheelhouse' },
  clock: { type: 'string', default: 'real' },
  dns: { type: 'boolean' },
  'audit-log': { type: 'string' },
  kubeconfig: { type: 'string' },
} as const;

/** Throws UsageError. */
export function readOptions(args: readonly string[]): ServeOptions {
  const values = parse(args);
  if (values.profile !== 'managed')
    throw new UsageError(`--profile: there is "managed" alone, not "${values.profile}"`);
  if (values.clock !== 'real' && values.clock !== 'stepped')
    throw new UsageError(`--clock: "real" or "stepped", not "${values.clock}"`);
  if (values.token !== undefined && !/^[\x21-\x7e]+$/.test(values.token))
    throw new UsageError('--token: letters, digits and signs without spaces');
  return {
    port: integer('port', values.port, 65_535),
    token: values.token,
    workers: integer('workers', values.workers, 1000),
    seed: values.seed,
    clock: values.clock,
    auditLog: values['audit-log'],
    kubeconfig: values.kubeconfig,
    dns: values.dns,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: flags }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function integer(name: string, text: string, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= most) return value;
  throw new UsageError(`--${name}: a number from 0 to ${most}, not "${text}"`);
}
