/** What can be seen of a cluster from here; for people, so names and sentences rather than codes. */
export interface BrokerStatus {
  readonly id: number;
  /** host:port; "broker 3" where it has been down ever since somebody looked from here. */
  readonly address: string;
  readonly up: boolean;
  readonly controller: boolean;
}

export interface PartitionStatus {
  readonly topic: string;
  readonly partition: number;
  /** The broker that leads it, or null where none does: it takes no records then. */
  readonly leader: number | null;
  readonly replicas: number;
  readonly inSync: number;
  /** The offset that the next record will get; null while unknown. */
  readonly end: number | null;
}

export interface LogStatus {
  readonly brokers: readonly BrokerStatus[];
  readonly partitions: readonly PartitionStatus[];
}

export interface NodeStatus {
  /** host:port */
  readonly address: string;
  readonly up: boolean;
  readonly version: string;
  readonly dataCenter: string;
}
