import { afterAll, beforeAll, describe } from 'vitest';
import type { TestKeyspace } from './cassandra-world.ts';
import { createCassandraWorld, openTestKeyspace } from './cassandra-world.ts';
import { testHistoryStore } from './history-store-suite.ts';

let keyspace: TestKeyspace;
beforeAll(async () => void (keyspace = await openTestKeyspace()));
afterAll(() => keyspace?.remove());

describe('the history store in Cassandra', () => testHistoryStore(() => createCassandraWorld(keyspace)));
