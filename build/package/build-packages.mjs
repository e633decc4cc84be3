import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { Arch, build, Platform } from 'electron-builder';
import { path7za } from '7zip-bin';
import { root } from '../root.mjs';
import { configOf } from './config.mjs';
import { ensureParts, partsFor } from './native-parts.mjs';
import { made, prepare } from './prepare.mjs';

const platforms = { linux: Platform.LINUX, darwin: Platform.MAC, win32: Platform.WINDOWS };

/**
 * @typedef {object} BuildWish
 * @property {readonly string[]} names of targets
 * @property {Omit<import('./config.mjs').PackageWish, 'made'>} wish
 */
/** @typedef {{ readonly files: readonly string[], readonly failed: readonly { readonly name: string, readonly message: string }[] }} Built */

/** Builds them together, so that one list of updates names them all; where that fails, one by one, so that one does not stop another. @param {BuildWish} options @returns {Promise<Built>} */
export async function buildPackages({ names, wish }) {
  if (names.length === 0) return { files: [], failed: [] };
  useOwnTools();
  await ensureParts(partsFor(wish.platform, wish.arch));
  await prepare(wish.electronVersion);
  try {
    return { files: await buildTogether(names, wish), failed: [] };
  } catch (error) {
    if (names.length === 1) return { files: [], failed: [{ name: String(names[0]), message: messageOf(error) }] };
    console.log(`Not all could be built together (${messageOf(error)}): now one by one.`);
  }
  return buildOneByOne(names, wish);
}

/** @param {readonly string[]} names @param {BuildWish['wish']} wish @returns {Promise<Built>} */
async function buildOneByOne(names, wish) {
  const files = [];
  const failed = [];
  for (const name of names) {
    try {
      files.push(...(await buildTogether([name], wish)));
    } catch (error) {
      failed.push({ name, message: messageOf(error) });
    }
  }
  return { files, failed };
}

/** @param {readonly string[]} names @param {BuildWish['wish']} wish */
async function buildTogether(names, wish) {
  const targets = platforms[wish.platform].createTarget([...names], Arch[wish.arch]);
  const files = await build({ targets, config: configOf({ ...wish, made }), projectDir: root, publish: 'never' });
  const folder = { linux: 'linux', darwin: 'mac', win32: 'win' }[wish.platform];
  const unpacked = [`${folder}-unpacked`, `${folder}-${wish.arch}-unpacked`, `${folder}-${wish.arch}`, folder].map((name) =>
    join(wish.output, name),
  );
  return [
    ...files.filter((file) => !/\.(blockmap|yml)$/.test(file)),
    ...(names.includes('dir') ? unpacked.filter((path) => existsSync(path)).slice(0, 1) : []),
  ];
}

/** Tools from npm and from this project instead of downloads; whoever has others names them in the environment. */
function useOwnTools() {
  process.env.ELECTRON_BUILDER_7ZIP_PATH ||= path7za;
  // npm drops the bit that lets it run.
  if (process.env.ELECTRON_BUILDER_7ZIP_PATH === path7za) chmodSync(path7za, 0o755);
  process.env.CUSTOM_FPM_PATH ||= join(root, 'build/package/deb.mjs');
}

/** @param {unknown} error */
function messageOf(error) {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0]?.slice(0, 300) ?? '';
}
