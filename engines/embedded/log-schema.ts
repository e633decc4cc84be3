import type { TopicName, TopicPlan } from '../../core/ports/event-log.ts';
import { compactedTopics } from '../../core/ports/event-log.ts';
import type { Connection } from './sqlite.ts';
import { inTransaction, newerFormat, prepareQuery, readNumber } from './sqlite.ts';

export const logFileName = 'log.db';

/** Raised when an older Kpoll could no longer read the file. */
export const logFormat = 1;

/** In this order for good: messages to the writing thread name a topic by its place here. */
export const topicNames: readonly TopicName[] = ['polls', 'votes', 'results'];

export type PartitionCounts = Readonly<Record<TopicName, number>>;

/**
 * Every partition has a table of its own with the offset as its row id: an append then always goes to the right-hand
 * edge of a tree, which is a quarter faster than one table for all.
 */
export function tableOf(topic: TopicName, partition: number): string {
  return `${topic}_${partition}`;
}

export function isCompacted(topic: TopicName): boolean {
  return compactedTopics.includes(topic);
}

/** Makes what is missing, and returns the partition counts that hold. */
export function prepareLogSchema(connection: Connection, file: string, plan: TopicPlan): PartitionCounts {
  return inTransaction(connection, () => {
    const format = readNumber(connection, 'PRAGMA user_version');
    if (format > logFormat) throw newerFormat(file);
    if (format === 0) createTables(connection, { polls: 1, votes: plan.votesPartitions, results: plan.resultsPartitions });
    return readPartitionCounts(connection);
  });
}

/** The tables of an empty log, in today's format. */
export function createTables(connection: Connection, counts: PartitionCounts): void {
  connection.exec('CREATE TABLE topics (topic TEXT PRIMARY KEY, partitions INTEGER NOT NULL) WITHOUT ROWID');
  const addTopic = connection.prepare('INSERT INTO topics VALUES (?, ?)');
  for (const topic of topicNames) {
    addTopic.run([topic, counts[topic]]);
    for (let partition = 0; partition < counts[topic]; partition += 1) createPartition(connection, topic, partition);
  }
  connection.exec(`PRAGMA user_version = ${logFormat}`);
}

function createPartition(connection: Connection, topic: TopicName, partition: number): void {
  const table = tableOf(topic, partition);
  connection.exec(`CREATE TABLE ${table} ("offset" INTEGER PRIMARY KEY, time INTEGER NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL)`);
  if (isCompacted(topic)) connection.exec(`CREATE INDEX ${table}_by_key ON ${table} (key, "offset")`);
}

export function readPartitionCounts(connection: Connection): PartitionCounts {
  const rows = prepareQuery<[string, number]>(connection, 'SELECT topic, partitions FROM topics').all();
  const counts = new Map(rows);
  return { polls: counts.get('polls') ?? 0, votes: counts.get('votes') ?? 0, results: counts.get('results') ?? 0 };
}
