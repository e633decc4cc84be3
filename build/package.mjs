// Builds the packages that this system can build, and says of the others who can.
//   npm run package [-- --target deb --target tar.gz --arch x64 --output DIR --electron-dist DIR --electron-version V]
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { isOnPath } from './debian.mjs';
import { ensureInstalled } from './install.mjs';
import { root } from './root.mjs';

await ensureInstalled();
const { buildPackages } = await import('./package/build-packages.mjs');
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

/** @param {string | undefined} wish @param {import('./package/targets.mjs').System} system */
function archOf(wish, system) {
  const arch = wish ?? (system === 'darwin' ? 'universal' : process.arch);
  if (arch === 'x64' || arch === 'arm64' || (arch === 'universal' && system === 'darwin')) return arch;
  return misused(`--arch is x64 or arm64, and on a Mac also universal; not ${arch}.`);
}

/** @param {string} value */
function compressionOf(value) {
  return value === 'xz' || value === 'gz' ? value : misused(`--compression is xz or gz, not ${value}.`);
}

/** The Electron that npm installed for this computer, if its program is there; electron-builder fetches it otherwise. @param {string} arch */
function installedElectron(arch) {
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules/electron/package.json'), 'utf8'));
  const dist = join(root, 'node_modules/electron/dist');
  return {
    electronVersion: String(version),
    ...(arch === process.arch && existsSync(join(dist, 'version')) ? { electronDist: dist } : {}),
  };
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
    return misused(error instanceof Error ? error.message : String(error));
  }
}

async function main() {
  const wanted = values.target ?? [];
  const { system, build, leave } = await planFor(wanted);
  const arch = archOf(values.arch, system);
  const compression = compressionOf(values.compression ?? 'xz');
  const { repository, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const updateSource = updateSourceOf(process.env, typeof repository === 'string' ? repository : repository?.url);
  const dist = values['electron-dist'];
  const electron =
    dist === undefined ? installedElectron(arch) : { electronDist: fromThere(dist), electronVersion: String(values['electron-version']) };
  const output = fromThere(values.output ?? join(root, 'dist'));
  rmSync(join(output, 'builder-effective-config.yaml'), { force: true });
  const result = await buildPackages({
    names: build,
    arch,
    wish: { ...electron, platform: system, output, updateSource, env: process.env, compression },
  });
  console.log(`\nKpoll ${version} for ${system} (${arch}), Electron ${electron.electronVersion}:`);
  for (const file of result.files) console.log(`  built      ${relative(process.cwd(), file)} (${sizeOf(file)})`);
  for (const { name, message } of result.failed) console.log(`  not built  ${name}: ${message}\n             ${hintFor(name)}`);
  for (const { name, reason } of leave) console.log(`  not built  ${name}: ${reason}.`);
  console.log(signingOf(system, process.env).says);
  console.log(
    updateSource === null
      ? 'This build has NO update source: KPOLL_UPDATE_OWNER and KPOLL_UPDATE_REPO, or KPOLL_UPDATE_URL, are not set.'
      : `Updates come from ${updateSource.provider === 'generic' ? updateSource.url : homepageOf(updateSource)}.`,
  );
  const missed = [...result.failed.map(({ name }) => name), ...leave.filter(({ asked }) => asked).map(({ name }) => name)];
  return missed.some((name) => wanted.includes(name)) || result.files.length === 0 ? 1 : 0;
}

/** @param {string} file */
function sizeOf(file) {
  const stat = statSync(file);
  return stat.isDirectory() ? 'a folder' : `${(stat.size / 1e6).toFixed(1)} MB`;
}

process.exitCode = await main();
