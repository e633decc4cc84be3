import { defineConfig } from 'vitest/config';

const node = { environment: 'node' as const, testTimeout: 60_000, hookTimeout: 120_000 };

export default defineConfig({
  test: {
    projects: [
      { test: { ...node, name: 'unit', include: ['tests/unit/**/*.test.{ts,tsx}'] } },
      { test: { ...node, name: 'contract', include: ['tests/contract/**/*.test.ts'], globalSetup: 'tests/bundle-setup.ts' } },
      {
        test: {
          ...node,
          name: 'integration',
          include: ['tests/integration/**/*.test.ts'],
          globalSetup: 'tests/bundle-setup.ts',
          testTimeout: 240_000,
        },
      },
    ],
  },
});
