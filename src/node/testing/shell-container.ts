import type { ServerCall } from '../../simulation';
import { Simulation } from '../../simulation';
import { Container } from '../runtime/container';
import { PodVolumes } from '../runtime/container-files';
import type { ContainerConfig, SandboxStatus } from '../runtime/cri';
import { imageTemplate } from '../runtime/images/image-table';
import { PodSockets } from '../runtime/pod-sockets';

const sandbox: SandboxStatus = {
  id: 's',
  podUid: 'u',
  namespace: 'n',
  name: 'p',
  attempt: 0,
  state: 'ready',
  ip: '10.244.1.2',
  address: '10.244.1.2',
  hostNetwork: false,
  createdAt: 0,
};

/** Runs a command in a container of its own, for so long. */
export function run(
  command: readonly string[],
  milliseconds = 60_000,
  image = 'docker.io/library/busybox',
  more: Partial<ContainerConfig> = {},
) {
  const simulation = new Simulation({ seed: 'shell' });
  const component = simulation.addHost('worker-1').install('containerd', () => {});
  simulation.runFor(1);
  const stored = { name: image, reference: image, sizeBytes: 1 };
  const config = {
    name: 'main',
    attempt: 0,
    image,
    command,
    environment: { HOSTNAME: 'p', WHO: 'world' },
    ports: [],
    mounts: [{ volume: 'config', path: '/etc/config', files: { greeting: 'hello\n' } }],
    ...more,
  };
  const sockets = new PodSockets(component);
  sockets.bind(sandbox.address);
  component.listen({ request: (call: ServerCall) => sockets.deliver(call) });
  const container = new Container({
    component,
    id: 'c',
    sandbox,
    config,
    image: stored,
    template: imageTemplate(image),
    volumes: new PodVolumes(),
    sockets,
    onExit: () => {},
  });
  const problem = container.start();
  simulation.runFor(milliseconds);
  return {
    simulation,
    container,
    problem,
    lines: container.lines.map(({ line }) => line),
    code: container.status.exitCode,
  };
}
