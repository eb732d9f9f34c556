import type { Process } from '../../../simulation';
import { parseOptions } from './command-options';
import type { Command, Invocation } from '../invocation';
import { redisCli } from '../servers/redis-client';

const PATIENCE_SECONDS = 3;

/** Whether a program listens there; the name as it was given, and why not. */
function* knock(
  { world }: Invocation,
  host: string,
  port: number,
): Process<{ readonly open: boolean; readonly problem: string }> {
  const address = yield* world.resolve(host);
  if (address === undefined) return { open: false, problem: 'Name or service not known' };
  const reached = yield* world.dial<unknown>({ kind: 'tcp', host: address, port }, PATIENCE_SECONDS);
  if ('answer' in reached) return { open: true, problem: '' };
  return { open: false, problem: reached.problem === 'refused' ? 'Connection refused' : 'Connection timed out' };
}

/** Of PostgreSQL: whether a server takes connections. */
function* pgIsReady(invocation: Invocation): Process<number> {
  const { flags } = parseOptions(
    invocation.parameters,
    'hpUdt',
    new Set(['host', 'port', 'username', 'dbname', 'timeout']),
  );
  const host = flags.get('h') ?? flags.get('host');
  const port = Number(flags.get('p') ?? flags.get('port') ?? 5432);
  const { open } = yield* knock(invocation, host ?? 'localhost', port);
  const where = host === undefined ? `/var/run/postgresql:${port}` : `${host}:${port}`;
  if (!flags.has('q')) invocation.streams.output(`${where} - ${open ? 'accepting connections' : 'no response'}\n`);
  return open ? 0 : 2;
}

/** `mysqladmin ping -h HOST` */
function* mysqlAdmin(invocation: Invocation): Process<number> {
  const { flags } = parseOptions(invocation.parameters, 'hPu', new Set(['host', 'port', 'user', 'password']));
  const host = flags.get('h') ?? flags.get('host') ?? 'localhost';
  const { open, problem } = yield* knock(invocation, host, Number(flags.get('P') ?? flags.get('port') ?? 3306));
  if (open) invocation.streams.output('mysqld is alive\n');
  else
    invocation.streams.error(
      `mysqladmin: connect to server at '${host}' failed\nerror: 'Can't connect to MySQL server on '${host}' (${problem})'\n`,
    );
  return open ? 0 : 1;
}

/** `mysql -h HOST -e 'SELECT 1'`, `psql`, `mongosh`: whether there is a server; what is asked of it has no answer here. */
function client(name: string, port: number, complain: (host: string, problem: string) => string): Command {
  return function* (invocation) {
    const { flags, rest } = parseOptions(
      invocation.parameters,
      'hPueDUdc',
      new Set(['host', 'port', 'user', 'eval', 'file']),
    );
    const address = /^mongodb(?:\+srv)?:\/\/(?:[^@/]*@)?([^:/,?]+)(?::(\d+))?/.exec(rest[0] ?? '');
    const host = address?.[1] ?? flags.get('h') ?? flags.get('host') ?? 'localhost';
    const told = address?.[2] ?? flags.get('P') ?? flags.get('port');
    const { open, problem } = yield* knock(invocation, host, Number(told ?? port));
    if (!open) invocation.streams.error(`${complain(host, problem)}\n`);
    const [, value] = /^\s*select\s+(\d+)\s*;?\s*$/i.exec(flags.get('e') ?? flags.get('c') ?? '') ?? [];
    if (open && value !== undefined)
      invocation.streams.output(name === 'mysql' ? `${value}\n${value}\n` : `${value}\n`);
    return open ? 0 : 1;
  };
}

/** `grpc_health_probe -addr=:8080` */
function* healthProbe(invocation: Invocation): Process<number> {
  const address = invocation.parameters.map((each) => /^--?addr=(.*)$/.exec(each)?.[1]).find(Boolean) ?? ':8080';
  const [host = '', port = ''] = address.split(':');
  const { open } = yield* knock(invocation, host || 'localhost', Number(port));
  if (open) invocation.streams.output('status: SERVING\n');
  else invocation.streams.error(`timeout: failed to connect service "${address}" within 1s\n`);
  return open ? 0 : 2;
}

/** Programs that ask a server of their own kind whether it is there; what databases hold is not modelled. */
export const CLIENT_COMMANDS: Readonly<Record<string, Command | undefined>> = {
  pg_isready: pgIsReady,
  'redis-cli': redisCli,
  mysqladmin: mysqlAdmin,
  mysql: client(
    'mysql',
    3306,
    (host, why) => `ERROR 2003 (HY000): Can't connect to MySQL server on '${host}' (${why})`,
  ),
  psql: client('psql', 5432, (host, why) => `psql: error: connection to server at "${host}" failed: ${why}`),
  mongosh: client('mongosh', 27017, (host, why) => `MongoNetworkError: connect to ${host}: ${why}`),
  mongo: client('mongo', 27017, (host, why) => `Error: couldn't connect to server ${host}: ${why}`),
  mongoimport: client('mongoimport', 27017, (host, why) => `Failed: could not connect to server ${host}: ${why}`),
  grpc_health_probe: healthProbe,
};
