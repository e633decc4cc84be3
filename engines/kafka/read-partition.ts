/** Where one subscription stands in one partition. */
export interface ReadPartition {
  readonly partition: number;
  /** The offset to fetch next. */
  next: number;
  /** The offset to hand over next: behind `next` while the receiver works. */
  delivered: number;
  /** The end when it was subscribed to. */
  readonly goal: number;
  /** Of the last record handed over; times never fall. */
  time: number;
  /** False once it went to another member of the group: nothing more is handed over. */
  active: boolean;
  /** What was fetched before is handed over; also over a change of brokers one follows the other. */
  handing: Promise<void>;
}

export function createReadPartition(partition: number, next: number, goal: number): ReadPartition {
  return { partition, next, delivered: next, goal, time: 0, active: true, handing: Promise.resolve() };
}
