import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPackage } from '@electron/asar';

/** Before the fuses in Electron's program, as @electron/fuses looks for it. */
const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
/** Of Electron 45, as it comes: run as node, cookies plain, node options, inspect, no check, not from asar alone, one snapshot, file: privileged. */
const asItComes = '10110001';

/** A folder that looks like Electron for Linux to whoever packs it: all of it but Chromium and Node. */
export async function makeElectronStub(folder: string): Promise<void> {
  const fuses = Buffer.concat([Buffer.from(sentinel), Buffer.from([1, asItComes.length]), Buffer.from(asItComes)]);
  mkdirSync(join(folder, 'locales'), { recursive: true });
  mkdirSync(join(folder, 'resources'));
  writeFileSync(join(folder, 'electron'), Buffer.concat([Buffer.alloc(64), fuses, Buffer.alloc(64)]), { mode: 0o755 });
  const texts = ['chrome-sandbox', 'version', 'LICENSES.chromium.html', 'LICENSE'];
  for (const name of [...texts, 'locales/en-US.pak', 'locales/de.pak']) writeFileSync(join(folder, name), name);
  await createPackage(join(folder, 'locales'), join(folder, 'resources/default_app.asar'));
}
