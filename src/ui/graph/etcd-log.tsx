import { useMemo } from 'react';
import { useScreen } from '../state/screen';
import { logBoxes, LOG_BOXES } from './log-boxes';

const PITCH = 13.9;
const SIZE = { width: 10.6, height: 13 };
const WHOLE = { width: PITCH * LOG_BOXES, height: SIZE.height + 2 };

/** A member's log as boxes: outlined when appended, filled when a majority has it; orange and round what the followed request wrote. */
export function EtcdLog({ id }: { readonly id: string }) {
  const version = useScreen((screen) => screen.versions.components);
  const followed = useScreen((screen) => screen.followedEntries);
  const boxes = useMemo(() => {
    const components = version < 0 ? [] : [...useScreen.getState().world.components.values()];
    const members = components.filter((component) => component.name === 'etcd');
    const member = members.find((candidate) => candidate.id === id);
    return member
      ? logBoxes(
          member,
          members.filter((candidate) => candidate.up),
          followed,
        )
      : [];
  }, [id, version, followed]);
  return (
    <svg
      className="etcd-log"
      width={WHOLE.width}
      height={WHOLE.height}
      viewBox={`0 0 ${WHOLE.width} ${WHOLE.height}`}
      preserveAspectRatio="xMinYMid meet"
      aria-hidden="true"
    >
      {boxes.map((box, place) => (
        <rect
          // By place: when the log grows, most boxes stay what they are.
          key={place}
          className={`log-box ${box.state}${box.followed ? ' followed' : ''}`}
          x={place * PITCH + 0.7}
          y={1}
          width={SIZE.width}
          height={SIZE.height}
          rx={box.followed ? SIZE.width / 2 : 2.5}
        />
      ))}
    </svg>
  );
}
