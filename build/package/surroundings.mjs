// What the environment says about signing, updates and whom to ask; docs/packaging.md explains each variable.
import { URL } from 'node:url';
import { PackageProblem } from './problem.mjs';

/** @typedef {Readonly<Record<string, string | undefined>>} Env */
/** @typedef {{ provider: 'github', owner: string, repo: string } | { provider: 'generic', url: string }} UpdateSource */

/**
 * Where built programs look for newer versions; null where they look nowhere. Throws where the wish is half a wish.
 * @param {Env} env @param {string | undefined} repository the address in package.json
 * @returns {UpdateSource | null}
 */
export function updateSourceOf({ KPOLL_UPDATE_URL: url, KPOLL_UPDATE_OWNER: owner, KPOLL_UPDATE_REPO: repo }, repository) {
  if (url) return { provider: 'generic', url: webAddress(url) };
  if (owner && repo) return { provider: 'github', owner, repo };
  if (owner || repo)
    throw new PackageProblem('KPOLL_UPDATE_OWNER and KPOLL_UPDATE_REPO go together: set both, or neither for a build without updates.');
  const [, fromOwner, fromRepo] = /github\.com[/:]([^/]+)\/([^/]+?)(?:\.git)?$/.exec(repository ?? '') ?? [];
  return fromOwner !== undefined && fromRepo !== undefined ? { provider: 'github', owner: fromOwner, repo: fromRepo } : null;
}

/** Updates come over TLS alone, as what comes is run. @param {string} text */
function webAddress(text) {
  if (!URL.canParse(text) || new URL(text).protocol !== 'https:')
    throw new PackageProblem(`KPOLL_UPDATE_URL must be an address that begins with https://, not "${text}".`);
  return text;
}

/** @param {UpdateSource | null} source */
export function homepageOf(source) {
  return source?.provider === 'github' ? `https://github.com/${source.owner}/${source.repo}` : 'https://kpoll.example';
}

/**
 * What a package for a system is signed with, in words for the output.
 * @param {'linux' | 'darwin' | 'win32'} platform @param {Env} env
 * @returns {{ signed: boolean, notarised: boolean, says: string }}
 */
export function signingOf(platform, env) {
  if (platform === 'linux') return { signed: false, notarised: false, says: 'Linux packages are not signed; publish their checksums.' };
  if (platform === 'win32') {
    const signed = Boolean(env.WIN_CSC_LINK || env.CSC_LINK);
    return {
      signed,
      notarised: false,
      says: signed ? 'The installer is signed.' : unsigned('WIN_CSC_LINK and WIN_CSC_KEY_PASSWORD', 'Windows'),
    };
  }
  const signed = Boolean(env.CSC_LINK || env.CSC_NAME);
  const notarised = signed && Boolean(env.APPLE_ID && env.APPLE_APP_SPECIFIC_PASSWORD && env.APPLE_TEAM_ID);
  if (!signed) return { signed, notarised, says: unsigned('CSC_LINK and CSC_KEY_PASSWORD', 'macOS') };
  const notary = 'APPLE_ID, APPLE_APP_SPECIFIC_PASSWORD and APPLE_TEAM_ID';
  return {
    signed,
    notarised,
    says: notarised ? 'The program is signed and notarised.' : `The program is signed but NOT notarised: ${notary} are not all set.`,
  };
}

/** @param {string} variables @param {string} system */
function unsigned(variables, system) {
  return `This build is NOT signed: ${variables} are not set. ${system} warns whoever opens it; hand it to testers only.`;
}
