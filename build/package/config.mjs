import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fusesFor, isTestElectron } from './fuses.mjs';
import { knownParts, partsFor } from './native-parts.mjs';
import { homepageOf, signingOf } from './surroundings.mjs';

/**
 * @typedef {object} PackageWish
 * @property {'linux' | 'darwin' | 'win32'} platform
 * @property {'x64' | 'arm64' | 'universal'} arch
 * @property {string} electronVersion
 * @property {string} [electronDist] a folder with that Electron; without it electron-builder fetches one
 * @property {string} output
 * @property {string} made the folder with icons and notices, see prepare.mjs
 * @property {import('./surroundings.mjs').UpdateSource | null} updateSource
 * @property {import('./surroundings.mjs').Env} env
 * @property {'xz' | 'gz'} [compression] of a .deb
 */

export const appId = 'org.kpoll.desktop';
export const mimeType = 'application/x-kpoll-poll';
const synopsis = 'Live polls and elections';
const description = 'Make a poll, show the code, watch the votes come in';

/** An Electron that is there already brings a program of its own to show, and a note of its version. @param {import('electron-builder').AfterPackContext} context */
async function removeLeftovers({ appOutDir, packager }) {
  await rm(join(packager.getResourcesDir(appOutDir), 'default_app.asar'), { force: true });
  await rm(join(appOutDir, 'version'), { force: true });
}

/** Everything but this stays out of the package: sources, tests, benches, the browser shell and the commands. */
const files = [
  'package.json',
  '!**/*.map',
  '!**/*.{test,spec}.*',
  '!node_modules/**/{test,tests,__tests__,example,examples,benchmark,benchmarks,docs,.github}/**',
  '!node_modules/**/*.{ts,mts,cts}',
  '!node_modules/*/test.js',
];

/** What may lie in node_modules of libsql for computers other than those that the package is for. @param {PackageWish} wish */
function foreignParts({ platform, arch }) {
  const own = partsFor(platform, arch);
  return Object.keys(knownParts())
    .filter((name) => !own.includes(name))
    .map((name) => `!node_modules/${name}/**`);
}

/** Electron of today runs the product; the one of the tests, bundles made for it. @param {string} electronVersion */
function bundlesFor(electronVersion) {
  const shell = isTestElectron(electronVersion) ? 'out/test-electron' : 'out';
  return {
    main: `${shell}/electron/main.cjs`,
    files: [`${shell}/electron/**`, `${shell}/renderer/**`, 'out/ingest-server/**', 'out/participant/**'],
  };
}

/** electron-builder's configuration. @param {PackageWish} wish @returns {import('electron-builder').Configuration} */
export function configOf(wish) {
  const { electronVersion, electronDist, platform, output, made, updateSource } = wish;
  const bundles = bundlesFor(electronVersion);
  return {
    appId,
    productName: 'Kpoll',
    copyright: 'Copyright Kpoll contributors, Apache License 2.0',
    artifactName: '${productName}-${version}-${os}-${arch}.${ext}',
    directories: { output, buildResources: made },
    electronVersion,
    ...(electronDist === undefined ? {} : { electronDist }),
    extraMetadata: { main: bundles.main, homepage: homepageOf(updateSource) },
    files: [...bundles.files, ...files, ...foreignParts(wish)],
    extraResources: [
      { from: 'LICENSE', to: 'LICENSE.txt' },
      { from: `${made}/THIRD-PARTY-NOTICES.txt`, to: 'THIRD-PARTY-NOTICES.txt' },
    ],
    asar: true,
    // What the operating system loads by itself cannot lie in an archive.
    asarUnpack: ['node_modules/@libsql/**'],
    // libsql is N-API: it loads as it comes.
    npmRebuild: false,
    electronLanguages: ['en-US'],
    ...(isTestElectron(electronVersion) ? {} : { electronFuses: fusesFor(platform, signingOf(platform, wish.env).signed) }),
    protocols: [{ name: 'Kpoll link', schemes: ['kpoll'], role: 'Viewer' }],
    fileAssociations: [{ ext: 'kpoll', name: 'Kpoll poll', description: 'Poll made with Kpoll', role: 'Editor', icon: 'kpoll' }],
    publish: updateSource,
    // Whoever takes versions that are being tried also takes the finished one that comes after them.
    generateUpdatesFilesForAllChannels: true,
    afterPack: removeLeftovers,
    ...systems(wish),
  };
}

/** @param {PackageWish} wish */
function systems({ platform, made, env, compression = 'xz' }) {
  const signing = signingOf(platform, env);
  return {
    linux: linux(made, env),
    deb: deb(made, compression),
    mac: mac(made, signing),
    dmg: { title: '${productName} ${version}' },
    win: { icon: `${made}/icon.ico`, ...(signing.signed ? {} : { verifyUpdateCodeSignature: false }) },
    nsis: {
      oneClick: true,
      perMachine: false,
      deleteAppDataOnUninstall: false,
      artifactName: '${productName}-${version}-win-${arch}-setup.${ext}',
    },
  };
}

/** @param {string} made @param {import('./surroundings.mjs').Env} env @returns {import('electron-builder').LinuxConfiguration} */
function linux(made, env) {
  return {
    executableName: 'kpoll',
    syncDesktopName: true,
    icon: `${made}/png`,
    maintainer: env.KPOLL_MAINTAINER || 'Kpoll maintainers <maintainers@kpoll.example>',
    vendor: 'Kpoll',
    synopsis,
    description,
    category: 'Office;Presentation',
    mimeTypes: [mimeType],
    desktop: {
      entry: {
        GenericName: 'Live polls',
        Keywords: 'poll;vote;voting;election;survey;quiz;audience;',
        StartupNotify: 'true',
      },
    },
  };
}

/** @param {string} made @param {'xz' | 'gz'} compression @returns {import('electron-builder').DebOptions} */
function deb(made, compression) {
  const documents = [16, 24, 32, 48, 64, 128, 256, 512].map((size) => `${size}x${size}`);
  return {
    artifactName: 'kpoll_${version}_${arch}.${ext}',
    compression,
    packageCategory: 'misc',
    priority: 'optional',
    depends: [
      ...['libgtk-3-0 | libgtk-3-0t64', 'libnotify4', 'libnss3', 'libxss1', 'libxtst6', 'xdg-utils', 'libuuid1', 'libsecret-1-0'],
      ...['libatspi2.0-0 | libatspi2.0-0t64', 'libasound2 | libasound2t64', 'libgbm1'],
    ],
    recommends: ['libayatana-appindicator3-1 | libappindicator3-1', 'shared-mime-info', 'desktop-file-utils'],
    fpm: [
      'build/package/linux/kpoll.xml=/usr/share/mime/packages/kpoll.xml',
      `${made}/copyright=/usr/share/doc/kpoll/copyright`,
      ...documents.map((size) => `${made}/document/${size}.png=/usr/share/icons/hicolor/${size}/mimetypes/application-x-kpoll-poll.png`),
    ],
  };
}

/** @param {string} made @param {{ signed: boolean, notarised: boolean }} signing @returns {import('electron-builder').MacConfiguration} */
function mac(made, { signed, notarised }) {
  const entitlements = 'build/package/mac/entitlements.plist';
  return {
    icon: `${made}/icon.icns`,
    category: 'public.app-category.productivity',
    // What a keychain happens to hold is not taken: the environment names a certificate, or there is none.
    ...(signed ? { hardenedRuntime: true, gatekeeperAssess: false, entitlements, entitlementsInherit: entitlements } : { identity: null }),
    notarize: notarised,
    // Both processors' parts lie in both halves of a universal program.
    x64ArchFiles: '**/@libsql/darwin-*/**',
  };
}
