import type { BrokerLinks } from './broker-links.ts';
import { assignPartitions, decodeAssignment, decodeOwned, encodeAssignment, encodeSubscription, protocolName } from './group-protocol.ts';
import { demandSuccess, kafkaCodes } from './kafka-errors.ts';
import type { Joined } from './requests/groups.ts';
import { findCoordinatorRequest, heartbeatRequest, joinGroupRequest, leaveGroupRequest, syncGroupRequest } from './requests/groups.ts';

/** A member that was killed is noticed by then; not below group.min.session.timeout.ms, 6 s where nobody changed it. */
const sessionTimeoutMs = 8_000;
/** Members notice by their heartbeat that the group is shared out anew, and join within this time. */
const rebalanceTimeoutMs = 10_000;

export interface GroupMemberOptions {
  readonly links: BrokerLinks;
  readonly groupId: string;
  /** With the prefix. */
  readonly topic: string;
  readonly partitions: number;
  /** Kept over lost connections: under a new id the group would wait for the old one until its session ends. */
  readonly identity: GroupIdentity;
}

/** What the group calls this member; empty before it has joined. */
export interface GroupIdentity {
  memberId: string;
}

export interface Membership {
  readonly generation: number;
  readonly assigned: readonly number[];
}

/** One member of a consumer group, as the broker that coordinates the group knows it. */
export interface GroupMember {
  /** Joins, or joins again, with what it holds. Rejects with a refusal or an error of the connection. */
  join(held: readonly number[]): Promise<Membership>;
  /** True while the membership stands; false when the group is shared out anew. */
  beat(membership: Membership): Promise<boolean>;
  leave(): Promise<void>;
}

export async function createGroupMember({ links, groupId, topic, partitions, identity }: GroupMemberOptions): Promise<GroupMember> {
  const about = `group ${groupId}`;
  const coordinator = await findCoordinator(links, groupId, topic);

  async function askToJoin(held: readonly number[]): Promise<Joined> {
    const connection = await links.to(coordinator);
    const subscription = encodeSubscription(topic, held);
    const ask = () =>
      connection.send(
        joinGroupRequest({
          groupId,
          memberId: identity.memberId,
          sessionTimeoutMs,
          rebalanceTimeoutMs,
          protocol: protocolName,
          subscription,
        }),
      );
    const joined = await ask();
    if (joined.code !== kafkaCodes.memberIdRequired) return joined;
    identity.memberId = joined.memberId;
    return ask();
  }

  function shareOut({ leader, members }: Joined): ReadonlyMap<string, Buffer> {
    if (leader !== identity.memberId) return new Map();
    const claims = members.map((one) => ({ memberId: one.memberId, owned: decodeOwned(one.subscription) }));
    return new Map([...assignPartitions(claims, partitions)].map(([id, share]) => [id, encodeAssignment(topic, share)]));
  }

  return {
    async join(held) {
      const joined = await askToJoin(held);
      demandSuccess(joined.code, about);
      identity.memberId = joined.memberId;
      const connection = await links.to(coordinator);
      const me = { groupId, memberId: identity.memberId, generation: joined.generation };
      const synced = await connection.send(syncGroupRequest(me, shareOut(joined), rebalanceTimeoutMs));
      demandSuccess(synced.code, about);
      return { generation: joined.generation, assigned: decodeAssignment(synced.assignment) };
    },
    async beat({ generation }) {
      const connection = await links.to(coordinator);
      const code = await connection.send(heartbeatRequest({ groupId, memberId: identity.memberId, generation }));
      if (code === kafkaCodes.rebalanceInProgress) return false;
      demandSuccess(code, about);
      return true;
    },
    async leave() {
      if (identity.memberId === '') return;
      // Another lane: joining may keep the broker from answering on the first one.
      const connection = await links.to(coordinator, 1);
      demandSuccess(await connection.send(leaveGroupRequest({ groupId, memberId: identity.memberId })), about);
    },
  };
}

async function findCoordinator(links: BrokerLinks, groupId: string, topic: string): Promise<number> {
  const { controller } = await links.metadata([topic]);
  const { code, broker } = await (await links.to(controller)).send(findCoordinatorRequest(groupId));
  demandSuccess(code, `group ${groupId}`);
  return broker;
}
