import type { MessagePort } from 'node:worker_threads';
import type { FailureCode } from '../../core/domain/failure.ts';
import type { TopicPlan } from '../../core/ports/event-log.ts';

/**
 * What an append port carries. Flat arrays of strings and numbers: cloning them is most of what an append costs the
 * thread that answers phones.
 */
export interface AppendMessage {
  readonly id: number;
  /** Ms since 1970, or 0 for the writer's own clock. */
  readonly time: number;
  /** One slot a record: its topic and partition in one number, see `slotOf`. */
  readonly slots: readonly number[];
  /** Key and value of each record by turns. */
  readonly texts: readonly string[];
}

export type AppendAnswer =
  /** Records of one slot have offsets one after the other, and one time: so three numbers a slot are enough. */
  { readonly id: number; readonly placed: readonly number[] } | { readonly id: number; readonly refused: WriterFailure };

export interface WriterFailure {
  readonly code: FailureCode;
  readonly message: string;
  readonly retriable: boolean;
}

export interface WriterData {
  readonly folder: string;
  readonly plan: TopicPlan;
}

/** To the writing thread itself. */
export type ControlMessage =
  { readonly kind: 'connect'; readonly port: MessagePort } | { readonly kind: 'diagnose'; readonly id: number } | { readonly kind: 'stop' };

/** From the writing thread itself. */
export type ControlAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'unusable'; readonly failure: WriterFailure }
  | { readonly kind: 'diagnosis'; readonly id: number; readonly diagnosis: WriterDiagnosis };

/** For tests and for support: how the writing connection is set up, and what it has done since it started. */
export interface WriterDiagnosis {
  readonly journalMode: string;
  /** 2 is FULL: every commit is synced. */
  readonly synchronous: number;
  readonly transactions: number;
  readonly records: number;
  /** Why the newest transaction failed; null where it did not. */
  readonly refusing: WriterFailure | null;
}

const partitionsPerTopic = 65_536;

export function slotOf(topicIndex: number, partition: number): number {
  return topicIndex * partitionsPerTopic + partition;
}
