import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleAll } from '../bundle.mjs';
import { drawPackageIcons, writeIcons } from '../icons.mjs';
import { importedPackages, listShipped, readLock } from '../licences.mjs';
import { root } from '../root.mjs';
import { isTestElectron } from './fuses.mjs';
import { collectNotices, renderCopyright, renderNotices } from './notices.mjs';

/** Where what packages need besides the bundles is made; relative to the project, as electron-builder wants it. */
export const made = 'out/package';

/** Makes icons and notices, and the bundles of today for this Electron. @param {string} electronVersion */
export async function prepare(electronVersion) {
  await bundleAll({ force: false, names: ['node', 'pages', isTestElectron(electronVersion) ? 'test-electron' : 'renderer'] });
  const folder = join(root, made);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeIcons(folder, drawPackageIcons());
  const notices = collectNotices(listShipped(readLock(), importedPackages()));
  writeFileSync(join(folder, 'THIRD-PARTY-NOTICES.txt'), renderNotices(notices));
  writeFileSync(join(folder, 'copyright'), renderCopyright(readFileSync(join(root, 'LICENSE'), 'utf8'), notices));
}
