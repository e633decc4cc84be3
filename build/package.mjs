// Builds the packages that this system can build, and says of the others who can.
//   npm run package [-- --target deb --target tar.gz --arch x64 --output DIR --electron-dist DIR --electron-version V]
import { readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { isOnPath } from './debian.mjs';
import { howToGetElectron, installElectron } from './electron-binary.mjs';
import { ensureInstalled } from './install.mjs';
import { root } from './root.mjs';

await ensureInstalled();
const { buildPackages } = await import('./package/build-packages.mjs');
const { PackageProblem } = await import('./package/problem.mjs');
const { hintFor, planTargets, systemOf } = await import('./package/targets.mjs');
const { homepageOf, signingOf, updateSourceOf } = await import('./package/surroundings.mjs');

const usage = `npm run package -- [options]
  --target T            deb, AppImage, tar.gz, dmg, zip, nsis, or dir for a folder that runs as it is; may be given more than once
  --arch A              x64 or arm64; on a Mac also universal (this computer's own; on a Mac universal)
  --output DIR          where packages go (dist)
  --electron-dist DIR   an Electron that is there already, with --electron-version V
  --compression C       of a .deb: xz, or gz, which is faster and larger
  --help                show this`;

/** @param {string} message @returns {never} */
function misused(message) {
  console.error(`${message}\n\n${usage}`);
  return process.exit(2);
}

function readFlags() {
  try {
    const { values } = parseArgs({
      options: {
        target: { type: 'string', multiple: true },
        arch: { type: 'string' },
        output: { type: 'string' },
        compression: { type: 'string' },
        'electron-dist': { type: 'string' },
        'electron-version': { type: 'string' },
        help: { type: 'boolean' },
      },
    });
    if ((values['electron-dist'] === undefined) !== (values['electron-version'] === undefined))
      return misused('--electron-dist and --electron-version go together.');
    return values;
  } catch (error) {
    return misused(error instanceof Error ? error.message : String(error));
  }
}

/** @param {string} path as seen from where the person stands */
const fromThere = (path) => resolve(process.env.INIT_CWD ?? process.cwd(), path);

/** @param {string | undefined} wish @param {import('./package/targets.mjs').System} system @returns {import('./package/native-parts.mjs').PackageArch} */
function archOf(wish, system) {
  const arch = wish ?? (system === 'darwin' ? 'universal' : process.arch);
  if (arch === 'x64' || arch === 'arm64' || (arch === 'universal' && system === 'darwin')) return arch;
  return misused(`--arch is x64 or arm64, and on a Mac also universal; not ${arch}.`);
}

/** @param {string} value @returns {'xz' | 'gz'} */
function compressionOf(value) {
  return value === 'xz' || value === 'gz' ? value : misused(`--compression is xz or gz, not ${value}.`);
}

/** @param {string} arch @returns {Promise<{ electronVersion: string, electronDist?: string } | { reason: string }>} */
async function chooseElectron(arch) {
  const dist = values['electron-dist'];
  if (dist !== undefined) return { electronDist: fromThere(dist), electronVersion: String(values['electron-version']) };
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules/electron/package.json'), 'utf8'));
  // For another processor electron-builder fetches it.
  if (arch !== process.arch) return { electronVersion: String(version) };
  const electronDist = await installElectron();
  return electronDist === undefined
    ? { reason: `${howToGetElectron} Or name one that is there: --electron-dist DIR --electron-version V.` }
    : { electronVersion: String(version), electronDist };
}

const values = readFlags();
if (values.help) {
  console.log(usage);
  process.exit(0);
}

/** @param {readonly string[]} wanted */
async function planFor(wanted) {
  const system = systemOf(process.platform);
  try {
    return { system, ...planTargets({ wanted, system, hasDpkg: await isOnPath('dpkg-deb') }) };
  } catch (error) {
    if (!(error instanceof PackageProblem)) throw error;
    return misused(error.message);
  }
}

async function main() {
  const wanted = values.target ?? [];
  const { system, build, leave } = await planFor(wanted);
  const arch = archOf(values.arch, system);
  const compression = compressionOf(values.compression ?? 'xz');
  const { repository, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const updateSource = updateSourceOf(process.env, typeof repository === 'string' ? repository : repository?.url);
  const output = fromThere(values.output ?? join(root, 'dist'));
  const { files, failed } = await make(build, { platform: system, arch, output, updateSource, env: process.env, compression });
  console.log(`\nKpoll ${version} for ${system} (${arch}):`);
  for (const file of files) console.log(`  built      ${relative(process.cwd(), file)} (${sizeOf(file)})`);
  const reasons = [
    ...failed.map(({ name, message }) => ({ name, reason: message })),
    ...leave.map(({ name, reason }) => ({ name, reason: `${reason}.` })),
  ];
  for (const reason of new Set(reasons.map((one) => one.reason))) {
    const names = reasons.filter((one) => one.reason === reason).map(({ name }) => name);
    console.log(`  not built  ${names.join(', ')}: ${reason}`);
  }
  if (files.length > 0) sayWhatItIs(system, updateSource);
  // A release must not lack a package that nobody misses until later.
  const missed = process.env.CI ? failed : failed.filter(({ name }) => wanted.includes(name));
  return missed.length > 0 || leave.some(({ asked }) => asked) || files.length === 0 ? 1 : 0;
}

/**
 * @param {readonly string[]} names @param {Omit<import('./package/config.mjs').PackageWish, 'made' | 'electronVersion' | 'electronDist'>} wish
 * @returns {Promise<import('./package/build-packages.mjs').Built>}
 */
async function make(names, wish) {
  if (names.length === 0) return { files: [], failed: [] };
  const electron = await chooseElectron(wish.arch);
  if ('reason' in electron) return { files: [], failed: names.map((name) => ({ name, message: electron.reason })) };
  const { files, failed } = await buildPackages({ names, wish: { ...wish, ...electron } });
  return { files, failed: failed.map(({ name, message }) => ({ name, message: `${message}\n             ${hintFor(name)}` })) };
}

/** @param {import('./package/targets.mjs').System} system @param {import('./package/surroundings.mjs').UpdateSource | null} updateSource */
function sayWhatItIs(system, updateSource) {
  console.log(signingOf(system, process.env).says);
  const none = 'This build has NO update source: KPOLL_UPDATE_OWNER and KPOLL_UPDATE_REPO, or KPOLL_UPDATE_URL, are not set.';
  console.log(
    updateSource === null
      ? none
      : `Updates come from ${updateSource.provider === 'generic' ? updateSource.url : homepageOf(updateSource)}.`,
  );
}

/** @param {string} file */
function sizeOf(file) {
  const stat = statSync(file);
  return stat.isDirectory() ? 'a folder' : `${(stat.size / 1e6).toFixed(1)} MB`;
}

/** electron-builder ends the process by itself, and with 0: this comes after it. @param {number} code */
function endWith(code) {
  process.once('exit', () => (process.exitCode = code));
}

try {
  endWith(await main());
} catch (error) {
  if (!(error instanceof PackageProblem)) throw error;
  console.error(error.message);
  endWith(1);
}
