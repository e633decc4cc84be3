import { defineConfig } from 'vitest/config';

const node = { environment: 'node' as const, testTimeout: 60_000, hookTimeout: 120_000 };

/** Bundles, and a broker and a node unless KPOLL_TEST_KAFKA and KPOLL_TEST_CASSANDRA name some. */
const withCluster = ['tests/bundle-setup.ts', 'tests/cluster-setup.ts'];

export default defineConfig({
  test: {
    projects: [
      { test: { ...node, name: 'unit', include: ['tests/unit/**/*.test.{ts,tsx}'] } },
      {
        test: {
          ...node,
          name: 'contract',
          include: ['tests/contract/**/*.test.ts'],
          globalSetup: withCluster,
          testTimeout: 240_000,
        },
      },
      {
        test: {
          ...node,
          name: 'integration',
          include: ['tests/integration/**/*.test.ts'],
          globalSetup: withCluster,
          testTimeout: 240_000,
        },
      },
      {
        test: {
          ...node,
          name: 'fuzz',
          include: ['tests/fuzz/**/*.test.ts'],
          globalSetup: [...withCluster, 'tests/fuzz/fuzz-setup.ts'],
          testTimeout: 240_000,
        },
      },
      {
        test: {
          ...node,
          name: 'cluster',
          include: ['tests/cluster/**/*.test.ts'],
          globalSetup: ['tests/bundle-setup.ts', 'tests/cluster/setup.ts'],
          testTimeout: 240_000,
          // One cluster for all: each file breaks it in its own way, and mends it again.
          fileParallelism: false,
        },
      },
    ],
  },
});
