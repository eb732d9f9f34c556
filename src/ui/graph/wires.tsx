import { memo, useMemo } from 'react';
import { useScreen } from '../state/screen';
import { addressTitle } from '../text/names';
import { pathData } from './travel';
import type { Scene } from './use-layout';

/** The connections that the network really has, along the channels between machines. */
export const Wires = memo(function Wires({ scene }: { readonly scene: Scene }) {
  const links = useScreen((screen) => screen.world.links);
  const paths = useMemo(
    () =>
      links.map((link) => ({
        key: `${link.from}>${link.to}`,
        title: `${addressTitle(link.from)} – ${addressTitle(link.to)}`,
        data: pathData(scene.router.route(link.from, link.to)),
      })),
    [links, scene],
  );
  return (
    <svg className="wires" width={scene.layout.width} height={scene.layout.height} aria-hidden="true">
      {paths.map((path) => path.data !== '' && <path key={path.key} d={path.data} />)}
    </svg>
  );
});
