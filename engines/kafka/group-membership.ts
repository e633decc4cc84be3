import type { KafkaConfig } from 'kafkajs';
import type { Failure } from '../../core/domain/failure.ts';
import { createBrokerLinks } from './broker-links.ts';
import type { GroupMember, Membership } from './group-member.ts';
import { createGroupMember } from './group-member.ts';
import { codeOf, isLasting, kafkaCodes } from './kafka-errors.ts';
import { toFailure } from './kafka-failures.ts';

const heartbeatMs = 1_000;
const pauseMs = 500;
/** A coordinator that moves or starts is no news, unless it takes longer than this. */
const quietMs = 5_000;
const leaveMs = 2_000;

export interface MembershipOptions {
  readonly config: KafkaConfig;
  readonly groupId: string;
  /** With the prefix. */
  readonly topic: string;
  readonly partitions: number;
  /** For sentences. */
  readonly brokers: string;
  readonly take: (partitions: readonly number[]) => Promise<void>;
  /** Awaited before the group may give them to another member. */
  readonly giveUp: (partitions: readonly number[]) => Promise<void>;
  /** The group cannot be reached; tried again. What is held is read on meanwhile. */
  readonly onTrouble: (failure: Failure) => void;
  readonly onFatal: (error: unknown) => void;
}

export interface GroupMembership {
  /** Leaves the group at once; what is held is not given up one by one. Never rejects. */
  stop(): Promise<void>;
}

/** Takes part in a consumer group by Kafka's classic protocol, to know which partitions to read; nothing is read through it. */
export function joinGroup(options: MembershipOptions): GroupMembership {
  const { config, groupId, topic, partitions, brokers, take, giveUp, onTrouble, onFatal } = options;
  let links = createBrokerLinks(config);
  let member: GroupMember | undefined;
  let held: readonly number[] | undefined;
  let stopped = false;
  const identity = { memberId: '' };
  let failingSince: number | undefined;
  let told = false;

  /** Takes what is new and gives up what went; true where others wait for what was given up. */
  async function adopt({ assigned }: Membership): Promise<boolean> {
    const before = held ?? [];
    const lost = before.filter((partition) => !assigned.includes(partition));
    const gained = assigned.filter((partition) => !before.includes(partition));
    const isFirst = held === undefined;
    held = assigned;
    if (lost.length > 0) await giveUp(lost);
    if (gained.length > 0 || isFirst) await take(gained).catch(onFatal);
    return lost.length > 0;
  }

  async function keepBeating(joined: GroupMember, membership: Membership, isOver: () => boolean): Promise<void> {
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, heartbeatMs));
      if (isOver() || stopped || !(await joined.beat(membership))) return;
    }
  }

  /** The group may be shared out anew while it is being shared out. */
  async function joinUntilShared(joined: GroupMember): Promise<Membership> {
    for (;;) {
      try {
        return await joined.join(held ?? []);
      } catch (error) {
        if (stopped || codeOf(error) !== kafkaCodes.rebalanceInProgress) throw error;
      }
    }
  }

  async function belong(): Promise<void> {
    const joined = await createGroupMember({ links, groupId, topic, partitions, identity });
    member = joined;
    while (!stopped) {
      const membership = await joinUntilShared(joined);
      failingSince = undefined;
      told = false;
      if (stopped) return;
      let over = false;
      const beating = keepBeating(joined, membership, () => over);
      // Looked at below, unless the group is joined again before.
      beating.catch(() => undefined);
      over = await adopt(membership);
      if (!over) await beating;
    }
  }

  async function recover(error: unknown): Promise<void> {
    const code = codeOf(error);
    if (code !== undefined && isLasting(code)) {
      onFatal(toFailure(error, { brokers, about: { name: groupId, right: 'join' } }));
      return;
    }
    if (code === kafkaCodes.rebalanceInProgress) return;
    if (code === kafkaCodes.unknownMember) identity.memberId = '';
    if (code === kafkaCodes.unknownMember || code === kafkaCodes.illegalGeneration) {
      // The group went on without this member: others have its partitions by now.
      const lost = held ?? [];
      held = [];
      if (lost.length > 0) await giveUp(lost);
      return;
    }
    failingSince ??= Date.now();
    if (!told && (code === undefined || Date.now() - failingSince > quietMs)) {
      told = true;
      onTrouble(toFailure(error, { brokers }));
    }
    links.close();
    links = createBrokerLinks(config);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }

  async function run(): Promise<void> {
    while (!stopped) {
      try {
        await belong();
      } catch (error) {
        if (!stopped) await recover(error);
      }
    }
  }

  run().catch(onFatal);
  let stopping: Promise<void> | undefined;
  async function stop(): Promise<void> {
    stopped = true;
    const tooLong = new Promise<void>((resolve) => setTimeout(resolve, leaveMs).unref());
    // Who cannot say goodbye is missed after the session's timeout.
    const left = member?.leave().catch(() => undefined);
    await Promise.race([left, tooLong]);
    links.close();
  }
  return { stop: () => (stopping ??= stop()) };
}
