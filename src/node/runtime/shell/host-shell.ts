import type { Component, Process } from '../../../simulation';
import { ContainerFiles, PodVolumes } from '../container-files';
import { ContainerLog } from '../container-log';
import { imageTemplate } from '../images/image-table';
import { PodSockets } from '../pod-sockets';
import { ProgramWorld } from '../program-world';
import type { Streams } from './shell-streams';
import { shellRunner } from './shell-door';

/** A machine at which a person runs something. */
export interface ShellHost {
  readonly address: string;
  /** Lines of its /etc/hosts. */
  readonly hosts: readonly string[];
}

/** Runs a line at a machine that is no node: what it sends goes into the network from there, with nobody's rules on the way. */
export function* runAtHost(
  component: Component,
  { address, hosts }: ShellHost,
  line: string,
  streams: Streams,
): Process<number> {
  const world = new ProgramWorld(
    {
      component,
      image: imageTemplate('docker.io/library/busybox'),
      environment: { HOSTNAME: component.host.name, PATH: '/usr/bin:/bin' },
      files: new ContainerFiles('', new PodVolumes(), []),
      log: new ContainerLog(component),
      ports: [],
      sockets: new PodSockets(component),
      address,
      pod: undefined,
      tag: '',
      hosts,
    },
    true,
    streams.output,
  );
  try {
    return yield* shellRunner().script(world, line, streams);
  } finally {
    world.end();
  }
}
