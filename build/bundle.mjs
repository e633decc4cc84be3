// Bundles every process of the product into out/. Packages stay external: they come from node_modules.
import { build } from 'esbuild';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const node = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  packages: 'external',
  sourcemap: true,
  logLevel: 'warning',
};

/** Where each entry goes. Threads lie beside the program that starts them. */
const nodeEntries = {
  'ingest-server/server': 'ingest-server/server.ts',
  'ingest-server/tally-thread': 'ingest-server/tally/tally-thread.ts',
  'ingest-server/history-thread': 'ingest-server/history/history-thread.ts',
  'ingest-server/log-writer-thread': 'engines/embedded/log-writer-thread.ts',
  'browser/server': 'browser/server.ts',
  'commands/simulate': 'main/simulate/simulate-command.ts',
  'commands/export': 'main/report/export-command.ts',
};

function existing(entries) {
  return Object.fromEntries(
    Object.entries(entries)
      .map(([name, file]) => [name, join(root, file)])
      .filter(([, file]) => existsSync(file)),
  );
}

export async function bundleNode() {
  await build({ ...node, entryPoints: existing(nodeEntries), outdir: join(root, 'out') });
}

export async function bundleAll() {
  await bundleNode();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await bundleAll();
