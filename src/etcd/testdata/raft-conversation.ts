/** Runs a conversation among Raft members and writes down what it changed: a transcript. */
import type { Message } from '../raft';
import { create } from './raft-yardstick';
import type { Harness } from './raft-yardstick';

interface NodeState {
  readonly id: number;
  readonly role: string;
  readonly term: number;
  readonly lead: number;
  readonly commit: number;
  readonly first: number;
  readonly log: readonly (readonly unknown[])[];
}

/** Lines that begin with `> ` are commands, `# ` remarks; what follows a command is what it did. */
export function converse(script: string): string {
  const out: string[] = [];
  let harness: Harness | undefined;
  for (const line of script.split('\n').filter((each) => each.startsWith('> ') || each.startsWith('#'))) {
    out.push(line.startsWith('#') ? `\n${line}` : line);
    if (line.startsWith('#')) continue;
    const command = line.slice(2);
    if (command.startsWith('members')) harness = begin(command);
    else out.push(...run(harness!, command));
  }
  return `${out.join('\n').trim()}\n`;
}

function begin(command: string): Harness {
  const count = Number(command.split(' ')[1]);
  const voters = Array.from({ length: count }, (_, position) => position + 1);
  return create({ voters, index: 10, prevote: command.includes('pre-vote'), checkquorum: command.includes('check-quorum'), inflight: 256 });
}

function run(harness: Harness, command: string): string[] {
  const before = states(harness);
  const flying = new Set(harness.flying);
  const served = harness.served.length;
  const refused = harness.run(command);
  return [
    ...(refused ? [refused] : []),
    ...states(harness).filter((state, position) => state !== before[position]),
    ...harness.flying.filter((message) => !flying.has(message)).map(messageLine),
    ...harness.served.slice(served).map(({ id, read, index }) => `  ${id} may serve read ${read} from index ${index} on`),
  ];
}

function states(harness: Harness): string[] {
  return (harness.nodes() as NodeState[]).map(({ id, role, term, lead, commit, first, log }) => {
    const entries = log.map(([entryTerm, index, , data]) => `${index}:${entryTerm}${data ? `=${String(data)}` : ''}`).join(' ');
    return `  ${id} ${role.slice(5).toLowerCase()} term ${term} leader ${lead || '-'} commit ${commit} log from ${first} [${entries}]`;
  });
}

function messageLine(message: Message): string {
  const { kind, from, to, term, ...rest } = message as Message & Record<string, unknown>;
  const shown = JSON.stringify(rest, (_, value) => (value === 0 || value === false ? undefined : value));
  return `  ${from} -> ${to} ${kind} term ${term} ${shown}`;
}
