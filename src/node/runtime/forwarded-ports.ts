import type { Component, Process, ServerCall, ServerStream } from '../../simulation';
import { send } from '../network/dialer';
import type { PortAnswer, PortConnection, SandboxStatus } from './cri';
import { LOOPBACK } from './pod-sockets';

const DIAL_SECONDS = 60;

/** Dials ports of a pod's programs from inside its network, a connection at a time as the client asks for them. */
export function forwardPorts(sandbox: SandboxStatus | undefined, call: ServerCall, component: Component): void {
  if (sandbox?.state !== 'ready')
    return call.respond({
      error: { code: 'NotFound', message: 'failed to find the sandbox in store: not found' },
    });
  const stream = call.open({});
  call.onInput((item) => {
    component.spawn('port-forward', connect(component, sandbox, item as PortConnection, stream));
  });
}

function* connect(
  component: Component,
  { id, address }: SandboxStatus,
  { connection, port, traffic }: PortConnection,
  stream: ServerStream,
): Process<void> {
  const sent = { ...traffic, host: address, port, source: LOOPBACK };
  const reached = yield* send(component, address, sent, DIAL_SECONDS);
  const answer: PortAnswer =
    'answer' in reached ? { connection, reply: reached.answer } : { connection, problem: refusedPort(id, port) };
  if (!stream.closed) stream.send(answer);
}

function refusedPort(id: string, port: number): string {
  const refused = (family: string, host: string) => `dial ${family} ${host}:${port}: connect: connection refused`;
  return `error forwarding port ${port} to pod ${id}, uid : failed to execute portforward in network namespace "/var/run/netns/cni-${id.slice(0, 8)}": failed to connect to localhost:${port} inside namespace "${id}", IPv4: ${refused('tcp4', LOOPBACK)} IPv6 ${refused('tcp6', '[::1]')} `;
}
