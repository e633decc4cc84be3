// What can be built where.
import { PackageProblem } from './problem.mjs';

/** @typedef {'linux' | 'darwin' | 'win32'} System */
/**
 * @typedef {object} Target
 * @property {string} name as it is asked for
 * @property {System} system the one that builds it
 * @property {'dpkg-deb' | 'network'} [needs] `network`: electron-builder fetches a tool for it
 */

/** `dir` and `zip` are built for the system at hand. @type {readonly Target[]} */
const known = [
  { name: 'tar.gz', system: 'linux' },
  { name: 'AppImage', system: 'linux', needs: 'network' },
  // Last: it notes in the program's folder that Debian installed it.
  { name: 'deb', system: 'linux', needs: 'dpkg-deb' },
  { name: 'zip', system: 'darwin' },
  { name: 'dmg', system: 'darwin', needs: 'network' },
  { name: 'nsis', system: 'win32', needs: 'network' },
];

const systemNames = { linux: 'Linux', darwin: 'macOS', win32: 'Windows' };
const builders = { linux: 'Linux (any distribution)', darwin: 'a Mac', win32: 'Windows 10 or newer' };

/** @param {string} platform @returns {System} */
export function systemOf(platform) {
  if (platform === 'linux' || platform === 'darwin' || platform === 'win32') return platform;
  throw new PackageProblem(`Packages are built on Linux, macOS and Windows, not on ${platform}.`);
}

/**
 * @typedef {object} Plan
 * @property {readonly string[]} build
 * @property {readonly { readonly name: string, readonly reason: string, readonly asked: boolean }[]} leave
 */

/**
 * What to build here, and of the rest, who builds it. Without wishes: everything that there is. Throws for names that mean nothing.
 * @param {{ wanted: readonly string[], system: System, hasDpkg: boolean }} surroundings @returns {Plan}
 */
export function planTargets({ wanted, system, hasDpkg }) {
  const names = ['dir', ...known.map(({ name }) => name)];
  const stranger = wanted.find((name) => !names.includes(name));
  if (stranger !== undefined)
    throw new PackageProblem(`"${stranger}" is not a kind of package that is known here. Known are ${names.join(', ')}.`);
  const build = wanted.includes('dir') ? ['dir'] : [];
  const leave = [];
  for (const target of known) {
    const asked = wanted.includes(target.name);
    if (wanted.length > 0 && !asked) continue;
    const reason = whyNot(target, system, hasDpkg);
    if (reason === undefined) build.push(target.name);
    else leave.push({ name: target.name, reason, asked });
  }
  return { build, leave };
}

/** @param {Target} target @param {System} system @param {boolean} hasDpkg */
function whyNot(target, system, hasDpkg) {
  if (target.system !== system)
    return `packages for ${systemNames[target.system]} are built on ${builders[target.system]}: run npm run package there`;
  if (target.needs === 'dpkg-deb' && !hasDpkg)
    return 'it needs dpkg-deb: install the package dpkg, or run npm run package on Debian or Ubuntu';
  return undefined;
}

/** What may be missing where building a package failed. @param {string} name */
export function hintFor(name) {
  return known.find((target) => target.name === name)?.needs === 'network'
    ? 'electron-builder fetches a tool for it from github.com the first time; where that is out of reach, build it on a computer with an open connection to the Internet.'
    : 'See the messages above.';
}
