/** Codes of Kafka's protocol that mean something here. */
export const errorNames: Readonly<Record<number, string>> = {
  [-1]: 'UNKNOWN_SERVER_ERROR',
  1: 'OFFSET_OUT_OF_RANGE',
  2: 'CORRUPT_MESSAGE',
  3: 'UNKNOWN_TOPIC_OR_PARTITION',
  5: 'LEADER_NOT_AVAILABLE',
  6: 'NOT_LEADER_OR_FOLLOWER',
  7: 'REQUEST_TIMED_OUT',
  8: 'BROKER_NOT_AVAILABLE',
  9: 'REPLICA_NOT_AVAILABLE',
  10: 'MESSAGE_TOO_LARGE',
  13: 'NETWORK_EXCEPTION',
  14: 'COORDINATOR_LOAD_IN_PROGRESS',
  15: 'COORDINATOR_NOT_AVAILABLE',
  16: 'NOT_COORDINATOR',
  17: 'INVALID_TOPIC_EXCEPTION',
  18: 'RECORD_LIST_TOO_LARGE',
  19: 'NOT_ENOUGH_REPLICAS',
  20: 'NOT_ENOUGH_REPLICAS_AFTER_APPEND',
  22: 'ILLEGAL_GENERATION',
  25: 'UNKNOWN_MEMBER_ID',
  27: 'REBALANCE_IN_PROGRESS',
  29: 'TOPIC_AUTHORIZATION_FAILED',
  30: 'GROUP_AUTHORIZATION_FAILED',
  31: 'CLUSTER_AUTHORIZATION_FAILED',
  36: 'TOPIC_ALREADY_EXISTS',
  37: 'INVALID_PARTITIONS',
  38: 'INVALID_REPLICATION_FACTOR',
  41: 'NOT_CONTROLLER',
  44: 'POLICY_VIOLATION',
  56: 'KAFKA_STORAGE_ERROR',
  74: 'FENCED_LEADER_EPOCH',
  75: 'UNKNOWN_LEADER_EPOCH',
  78: 'OFFSET_NOT_AVAILABLE',
  79: 'MEMBER_ID_REQUIRED',
  89: 'THROTTLING_QUOTA_EXCEEDED',
};

export type AccessRight = 'topic' | 'group' | 'cluster';

/** What a broker answered instead of what was asked for. */
export class KafkaRefusal extends Error {
  readonly kafkaCode: number;
  constructor(kafkaCode: number, about: string, detail: string | null = null) {
    const name = errorNames[kafkaCode] ?? `error ${kafkaCode}`;
    super(`${about}: ${name}${detail === null || detail === '' ? '' : ` (${detail})`}`);
    this.name = 'KafkaRefusal';
    this.kafkaCode = kafkaCode;
  }
}

/** Throws where a broker's code says that something went wrong. */
export function demandSuccess(code: number, about: string, detail: string | null = null): void {
  if (code !== 0) throw new KafkaRefusal(code, about, detail);
}

export function codeOf(error: unknown): number | undefined {
  return error instanceof KafkaRefusal ? error.kafkaCode : undefined;
}

export const kafkaCodes = {
  offsetOutOfRange: 1,
  unknownTopic: 3,
  messageTooLarge: 10,
  recordListTooLarge: 18,
  illegalGeneration: 22,
  unknownMember: 25,
  rebalanceInProgress: 27,
  memberIdRequired: 79,
  topicDenied: 29,
  groupDenied: 30,
  clusterDenied: 31,
  topicExists: 36,
  replicationFactor: 38,
} as const;

/** Refusals that sending the same again cannot change. */
const lasting: readonly number[] = [10, 17, 18, 29, 30, 31];

export function isLasting(code: number): boolean {
  return lasting.includes(code);
}
