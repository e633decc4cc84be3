import type { KafkaRequest } from '../kafka-transport.ts';
import { createWireReader } from '../wire/wire-reader.ts';
import { createWireWriter } from '../wire/wire-writer.ts';

export interface Coordinator {
  readonly code: number;
  readonly broker: number;
}

export function findCoordinatorRequest(groupId: string): KafkaRequest<Coordinator> {
  const encode = () => createWireWriter().string(groupId).int8(0).toBuffer();
  const decode = (answer: Buffer) => {
    const reader = createWireReader(answer);
    reader.int32();
    const code = reader.int16();
    reader.nullableString();
    return { code, broker: reader.int32() };
  };
  return { apiKey: 10, apiVersion: 1, apiName: 'FindCoordinator', encode, decode };
}

export interface JoinOptions {
  readonly groupId: string;
  /** Empty: a new member. */
  readonly memberId: string;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  readonly protocol: string;
  readonly subscription: Buffer;
}

export interface Joined {
  readonly code: number;
  readonly generation: number;
  readonly leader: string;
  readonly memberId: string;
  /** Known to the leader alone. */
  readonly members: readonly { readonly memberId: string; readonly subscription: Buffer }[];
}

/** A new member is first told its id (`memberIdRequired`). Answered when all members of the group have joined, or the time for it is over. */
export function joinGroupRequest(options: JoinOptions): KafkaRequest<Joined> {
  const { groupId, memberId, sessionTimeoutMs, rebalanceTimeoutMs, protocol, subscription } = options;
  const encode = () => {
    const writer = createWireWriter();
    return writer
      .string(groupId)
      .int32(sessionTimeoutMs)
      .int32(rebalanceTimeoutMs)
      .string(memberId)
      .string('consumer')
      .array([protocol], () => writer.string(protocol).bytes(subscription))
      .toBuffer();
  };
  return { apiKey: 11, apiVersion: 4, apiName: 'JoinGroup', encode, decode: decodeJoined, timeoutMs: rebalanceTimeoutMs + 6_000 };
}

function decodeJoined(answer: Buffer): Joined {
  const reader = createWireReader(answer);
  reader.int32();
  const code = reader.int16();
  const generation = reader.int32();
  reader.nullableString();
  const leader = reader.string();
  const memberId = reader.string();
  return { code, generation, leader, memberId, members: reader.array(() => ({ memberId: reader.string(), subscription: reader.bytes() })) };
}

export interface MemberOptions {
  readonly groupId: string;
  readonly memberId: string;
  readonly generation: number;
}

export interface Synced {
  readonly code: number;
  readonly assignment: Buffer;
}

/** The leader brings everyone's assignment; answered with one's own. */
export function syncGroupRequest(
  { groupId, memberId, generation }: MemberOptions,
  assignments: ReadonlyMap<string, Buffer>,
  timeoutMs: number,
): KafkaRequest<Synced> {
  const encode = () => {
    const writer = createWireWriter();
    return writer
      .string(groupId)
      .int32(generation)
      .string(memberId)
      .array([...assignments], ([member, assignment]) => writer.string(member).bytes(assignment))
      .toBuffer();
  };
  const decode = (answer: Buffer) => {
    const reader = createWireReader(answer);
    reader.int32();
    return { code: reader.int16(), assignment: reader.bytes() };
  };
  return { apiKey: 14, apiVersion: 1, apiName: 'SyncGroup', encode, decode, timeoutMs };
}

export function heartbeatRequest({ groupId, memberId, generation }: MemberOptions): KafkaRequest<number> {
  const encode = () => createWireWriter().string(groupId).int32(generation).string(memberId).toBuffer();
  return { apiKey: 12, apiVersion: 1, apiName: 'Heartbeat', encode, decode: decodeCode };
}

export function leaveGroupRequest({ groupId, memberId }: Omit<MemberOptions, 'generation'>): KafkaRequest<number> {
  const encode = () => createWireWriter().string(groupId).string(memberId).toBuffer();
  return { apiKey: 13, apiVersion: 1, apiName: 'LeaveGroup', encode, decode: decodeCode };
}

function decodeCode(answer: Buffer): number {
  const reader = createWireReader(answer);
  reader.int32();
  return reader.int16();
}
