/** What a program knows of how it came onto this computer. */
export interface Installation {
  /** Started from a package, not from its sources. */
  readonly isPackaged: boolean;
  readonly platform: NodeJS.Platform;
  /** Of the program itself. */
  readonly executable: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What kind of Linux package it was built into first (`deb`), where that is noted. */
  readonly packageType: string | undefined;
  /** Whether whoever built it said where newer versions come from. */
  readonly hasSource: boolean;
  /** Where the project lives, where that is known. */
  readonly homepage: string | undefined;
}

/** Why this program does not update itself, as a sentence; undefined where it does. */
export function offReason(installation: Installation): string | undefined {
  const { isPackaged, hasSource } = installation;
  if (!isPackaged) return 'This Kpoll was started from its sources, and they are updated where they came from.';
  return linuxReason(installation) ?? (hasSource ? undefined : noSource);
}

const noSource =
  'This build of Kpoll has no update source: whoever built it did not say where newer versions come from. Newer versions are to be had where this one was.';

/** Of Linux programs only an AppImage is a file of its own that can be replaced. */
function linuxReason({ platform, executable, env, packageType, homepage }: Installation): string | undefined {
  if (platform !== 'linux') return undefined;
  const isSandboxed = env['SNAP'] !== undefined || env['FLATPAK_ID'] !== undefined;
  if (!isSandboxed && env['APPIMAGE'] !== undefined) return undefined;
  const belongsToSystem = packageType !== undefined || /^\/(?:opt|usr|snap|app|nix)\//.test(executable);
  if (isSandboxed || belongsToSystem)
    return 'Kpoll was installed by a package manager, which also installs newer versions: Kpoll does not change what belongs to it.';
  const where = homepage === undefined ? 'where this one was' : `at ${homepage}`;
  return `This Kpoll was unpacked from an archive and does not replace itself. Newer versions are to be had ${where}.`;
}

export const browserReason =
  'A browser tab shows the Kpoll that was started on this computer, and that is updated where it came from. Only the installed program updates itself.';

/** The project's address in a package.json, where it is a real one. */
export function homepageOf(packageJson: string): string | undefined {
  const { homepage } = JSON.parse(packageJson) as { readonly homepage?: unknown };
  const isReal = typeof homepage === 'string' && homepage.startsWith('https://') && !homepage.endsWith('.example');
  return isReal ? homepage : undefined;
}
