import { useShallow } from 'zustand/react/shallow';
import type { ComponentView, EtcdView } from '../../session/protocol';
import { EtcdLog } from '../graph/etcd-log';
import { useScreen } from '../state/screen';
import { select } from '../state/session';
import { useSlowly } from '../state/slowly';
import { durationText } from '../text/figures';
import { useText } from '../text/language';
import { Ring } from './ring';
import type { PlainKey } from '../text/translation';

/** Who leads, in which term, how far each member's log is, what runs out next; and the leases. */
export function Members() {
  const text = useText();
  const members = useScreen(
    useShallow((screen) => [...screen.world.components.values()].filter((component) => component.name === 'etcd')),
  );
  const revision = useSlowly((screen) => screen.revision);
  const etcd = useSlowly((screen) => screen.etcd);
  const leader = members.find((member) => member.up && member.facts['role'] === 'leader');
  return (
    <div className="members">
      <p>
        <b>{leader ? text('etcd.leads', { machine: leader.machine }) : text('etcd.noLeader')}</b>,{' '}
        {text('etcd.revisionIs')} <b>{revision.toLocaleString('en')}</b>
      </p>
      {members.map((member) => (
        <Member
          key={member.id}
          member={member}
          view={etcd?.members.find(({ machine }) => machine === member.machine)}
        />
      ))}
      {etcd && <Leases leases={etcd.leases} />}
    </div>
  );
}

interface MemberProps {
  readonly member: ComponentView;
  readonly view: EtcdView['members'][number] | undefined;
}

const roles: Readonly<Record<string, PlainKey>> = {
  leader: 'etcd.leaderRole',
  follower: 'graph.etcdFollower',
  candidate: 'graph.etcdCandidate',
};

function Member({ member, view }: MemberProps) {
  const text = useText();
  const { facts, up } = member;
  const role = String(facts['role'] ?? '');
  const roleWord = roles[role] ? text(roles[role]) : role;
  const timer = up ? view?.timer : undefined;
  return (
    <button type="button" className="member" onClick={() => select({ kind: 'component', id: member.id })}>
      <span className="member-name">
        {member.machine}
        <span className={up ? undefined : 'member-down'}>
          {up
            ? `${role === 'leader' ? '★ ' : ''}${roleWord}, ${text('etcd.term', { term: String(facts['term'] ?? '?') })}`
            : text('etcd.down')}
          {timer && (
            <Ring
              since={timer.since}
              until={timer.until}
              words={text(timer.kind === 'heartbeat' ? 'etcd.heartbeatTimer' : 'etcd.electionTimer', {
                time: durationText(timer.until - timer.since),
              })}
            />
          )}
        </span>
      </span>
      {up && <EtcdLog id={member.id} />}
      {up && <LogWords facts={facts} />}
    </button>
  );
}

/**
 * In one line, so that three members stand in a low pane (in a narrow one as a figure beside the boxes); all three figures for who points at them,
 * and where they lie apart.
 */
function LogWords({ facts }: Pick<ComponentView, 'facts'>) {
  const text = useText();
  const [last, committed, applied] = ['lastIndex', 'commitIndex', 'appliedIndex'].map((fact) =>
    Number(facts[fact] ?? 0),
  );
  const figures = { last: last ?? 0, committed: committed ?? 0, applied: applied ?? 0 };
  const key = applied !== committed ? 'etcd.logIs' : committed === last ? 'etcd.logApplied' : 'etcd.logCommitted';
  return (
    <span className="member-log" title={text('etcd.logIs', figures)}>
      <span className="log-words">{text(key, figures)}</span>
      <span className="log-figure" aria-hidden="true">
        {text('etcd.logFigure', figures)}
      </span>
    </span>
  );
}

function Leases({ leases }: { readonly leases: EtcdView['leases'] }) {
  const text = useText();
  return (
    <div className="leases">
      <b>{text('etcd.leases', { count: leases.length })}</b>
      {leases.map((lease) => (
        <span key={lease.id} className="lease" title={text('etcd.leaseHint', { id: lease.id })}>
          {text('etcd.leaseKeys', { count: lease.keys })}, {durationText(lease.ttlSeconds * 1000)}
          {lease.until !== undefined && (
            <Ring
              since={lease.until - lease.ttlSeconds * 1000}
              until={lease.until}
              words={text('etcd.leaseTimer', { time: durationText(lease.ttlSeconds * 1000) })}
            />
          )}
        </span>
      ))}
    </div>
  );
}
