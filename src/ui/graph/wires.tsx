import { memo, useMemo } from 'react';
import { useScreen } from '../state/screen';
import type { LinkView } from '../../session/protocol';
import { isCut } from '../faults/fault-choices';
import { pathOf, pointAlong } from './travel';
import type { Layout } from './layout';
import type { Scene } from './use-layout';

/** The connections that the network really has, along the channels between machines. */
export const Wires = memo(function Wires({ scene }: { readonly scene: Scene }) {
  const links = useScreen((screen) => screen.world.links);
  const cuts = useScreen((screen) => screen.cuts);
  const paths = useMemo(
    () =>
      links
        .filter((link) => isDrawn(link, scene.layout))
        .map((link) => {
          const route = scene.router.route(link.from, link.to);
          const cut = isCut(machineOf(link.from), machineOf(link.to), cuts);
          return {
            key: `${link.from}>${link.to}`,
            data: pathOf(route),
            cross: cut ? pointAlong(route, 0.5) : undefined,
          };
        }),
    [links, scene, cuts],
  );
  return (
    <svg
      className={`wires ${scene.layout.density}`}
      width={scene.layout.width}
      height={scene.layout.height}
      aria-hidden="true"
    >
      {paths.map(
        (path) => path.data !== '' && <path key={path.key} className={path.cross ? 'cut' : ''} d={path.data} />,
      )}
      {paths.map(
        ({ key, cross }) =>
          cross && (
            <path key={`cut ${key}`} className="cut-cross" d={`M${cross.x - 5} ${cross.y - 5}l10 10m0-10l-10 10`} />
          ),
      )}
    </svg>
  );
});

/** Among marks only the wires to the API are told apart; messages fly along all of them. */
function isDrawn({ from, to }: LinkView, { density }: Layout): boolean {
  return density !== 'mini' || !(isContainerd(from) || isContainerd(to));
}

function isContainerd(id: string): boolean {
  return id.endsWith('/containerd');
}

function machineOf(id: string): string {
  return id.slice(0, id.indexOf('/'));
}
