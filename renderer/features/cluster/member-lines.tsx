import type { ReactNode } from 'react';
import type { ClusterStatus } from '../../../core/contract/bridge.ts';
import { formatSeconds } from '../../model/format.ts';
import { StateMark } from '../../ui/state-mark.tsx';
import { roleWords } from './cluster-problems.ts';
import { isSeen } from './cluster-view.ts';

interface StatusProps {
  readonly status: ClusterStatus;
}

export function BrokerLines({ status: { brokers } }: StatusProps) {
  return (
    <Members title="Brokers" members={brokers}>
      {brokers.map((broker) => (
        <Member
          key={broker.id}
          name={`Broker ${broker.id}`}
          isUp={broker.up}
          note={broker.controller ? 'controller' : ''}
          address={isSeen(broker) ? broker.address : 'address not known'}
        />
      ))}
    </Members>
  );
}

export function NodeLines({ status: { nodes } }: StatusProps) {
  return (
    <Members title="Cassandra nodes" members={nodes}>
      {nodes.map(({ address, up, version, dataCenter }) => (
        <Member key={address} name={address} isUp={up} note={[version, dataCenter].filter(Boolean).join(', ')} />
      ))}
    </Members>
  );
}

/** `isExpected`: where none is seen, that is worth a word. */
export function ServerLines({ status: { at, servers }, isExpected }: StatusProps & { readonly isExpected: boolean }) {
  if (servers.length === 0 && isExpected) {
    return (
      <>
        <h2 className="side-panel-title">Ingest servers</h2>
        <p className="side-panel-note">None has been seen yet. They make themselves known every few seconds.</p>
      </>
    );
  }
  return (
    <Members title="Ingest servers" members={servers}>
      {servers.map(({ id, url, version, roles, seenAt, up }) => (
        <Member key={id} name={url.replace(/^https?:\/\//, '')} isUp={up} note={roles.map((role) => roleWords[role]).join(', ')}>
          {version}, seen {formatSeconds(Math.max(0, Math.round((at - seenAt) / 1000)))} ago
        </Member>
      ))}
    </Members>
  );
}

interface MembersProps {
  readonly title: string;
  readonly members: readonly { readonly up: boolean }[];
  readonly children: ReactNode;
}

function Members({ title, members, children }: MembersProps) {
  if (members.length === 0) return null;
  const up = members.filter((member) => member.up).length;
  return (
    <>
      <h2 className="side-panel-title cluster-title">
        {title}
        <span className="cluster-count">
          {up} of {members.length} up
        </span>
      </h2>
      <ul className="members">{children}</ul>
    </>
  );
}

interface MemberProps {
  readonly name: string;
  readonly isUp: boolean;
  readonly note: string;
  readonly address?: string;
  readonly children?: ReactNode;
}

function Member({ name, isUp, note, address, children }: MemberProps) {
  return (
    <li className="member">
      <span className="member-name">{name}</span>
      <StateMark state={isUp ? { word: 'Up', tone: 'open' } : { word: 'Down', tone: 'failed' }} />
      <span className="member-note">
        {[address, note].filter(Boolean).join(' · ')}
        {children !== undefined && <> · {children}</>}
      </span>
    </li>
  );
}
