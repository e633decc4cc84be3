import type { Failure } from '../../core/domain/failure.ts';
import type { Appended, NewRecord, TopicName } from '../../core/ports/event-log.ts';

/** One call of `append`. */
export interface AppendCall {
  readonly placed: Appended[];
  /** Records that have no place yet. */
  missing: number;
  /** Ms since 1970. */
  readonly since: number;
  readonly resolve: (placed: readonly Appended[]) => void;
  readonly reject: (failure: Failure) => void;
}

/** One record of a call. */
export interface AppendEntry {
  readonly record: NewRecord;
  readonly call: AppendCall;
  readonly index: number;
}

/** The records that wait for one partition, first come first served. At most one send of a partition is on its way. */
export interface PartitionQueue {
  readonly topic: TopicName;
  readonly name: string;
  readonly partition: number;
  /** The id of the broker that leads it, -1 while unknown. */
  leader: number;
  waiting: AppendEntry[];
  onTheWay: boolean;
  /** The highest offset that was given here, -1 before the first: offsets that fall are those of another topic. */
  last: number;
  /** Why the last send failed, until one succeeds. */
  failure: Failure | undefined;
}

export function place({ call, index }: AppendEntry, appended: Appended): void {
  call.placed[index] = appended;
  call.missing -= 1;
  if (call.missing === 0) call.resolve(call.placed);
}
