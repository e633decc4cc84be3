import { createWireReader } from './wire/wire-reader.ts';
import { createWireWriter } from './wire/wire-writer.ts';

/** Members of one group must agree on it: another name, another group. */
export const protocolName = 'kpoll-sticky-1';

/** In the form of Kafka's own consumers, so that kafka-consumer-groups.sh can show it. */
export function encodeSubscription(topic: string, owned: readonly number[]): Buffer {
  const writer = createWireWriter();
  return writer
    .int16(1)
    .array([topic], writer.string)
    .int32(-1)
    .array([topic], () => writer.string(topic).array(owned, writer.int32))
    .toBuffer();
}

/** The partitions that a member holds while it joins. */
export function decodeOwned(subscription: Buffer): readonly number[] {
  const reader = createWireReader(subscription);
  if (reader.int16() < 1) return [];
  reader.array(reader.string);
  reader.bytes();
  return reader
    .array(() => {
      reader.string();
      return reader.array(reader.int32);
    })
    .flat();
}

export function encodeAssignment(topic: string, partitions: readonly number[]): Buffer {
  const writer = createWireWriter();
  return writer
    .int16(1)
    .array([topic], () => writer.string(topic).array(partitions, writer.int32))
    .int32(-1)
    .toBuffer();
}

export function decodeAssignment(assignment: Buffer): readonly number[] {
  if (assignment.length === 0) return [];
  const reader = createWireReader(assignment);
  reader.int16();
  return reader
    .array(() => {
      reader.string();
      return reader.array(reader.int32);
    })
    .flat();
}

export interface MemberClaim {
  readonly memberId: string;
  readonly owned: readonly number[];
}

/**
 * Shares out partitions 0 to `count` - 1 evenly, and moves as few as possible. A partition that has to move is given to nobody
 * yet: whoever holds it gives it up first and joins again, and only then it goes to the other member.
 */
export function assignPartitions(members: readonly MemberClaim[], count: number): ReadonlyMap<string, readonly number[]> {
  const ordered = [...members].sort((a, b) => b.owned.length - a.owned.length || (a.memberId < b.memberId ? -1 : 1));
  const holder = new Map<number, string>();
  for (const { memberId, owned } of ordered) {
    for (const partition of owned) if (partition < count && !holder.has(partition)) holder.set(partition, memberId);
  }
  const shares = ordered.map(({ memberId }, index) => {
    const size = Math.floor(count / ordered.length) + (index < count % ordered.length ? 1 : 0);
    const held = [...holder].filter(([, member]) => member === memberId).map(([partition]) => partition);
    return { memberId, size, partitions: held.sort((a, b) => a - b).slice(0, size) };
  });
  const free = Array.from({ length: count }, (_, partition) => partition).filter((partition) => !holder.has(partition));
  for (const partition of free) shares.find(({ size, partitions }) => partitions.length < size)?.partitions.push(partition);
  return new Map(shares.map(({ memberId, partitions }) => [memberId, partitions]));
}
