import { copyFileSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

export interface InstalledProgram {
  readonly executable: string;
  /** Where a package would lie that replaces itself. */
  readonly appImage: string;
  readonly env: Readonly<Record<string, string>>;
}

/** The tests' Electron and the bundles, laid out as in an AppImage that is open: Electron itself takes it for an installed program. */
export function layOutProgram(
  electron: string,
  folder: string,
  { version, updatesFrom }: { readonly version: string; readonly updatesFrom: string },
): InstalledProgram {
  const root = join(folder, 'mounted');
  const app = join(root, 'resources/app');
  mkdirSync(app, { recursive: true });
  for (const name of readdirSync(dirname(electron)))
    if (!['electron', 'resources'].includes(name)) symlinkSync(join(dirname(electron), name), join(root, name));
  // Electron looks for its files beside the program it really is.
  const executable = join(root, 'kpoll');
  copyFileSync(electron, executable);
  writeFileSync(join(app, 'package.json'), JSON.stringify({ name: 'kpoll', version, main: 'main.js' }));
  writeFileSync(join(app, 'main.js'), `require(${JSON.stringify(resolve('out/test-electron/electron/main.cjs'))});`);
  const source = { provider: 'generic', url: updatesFrom, updaterCacheDirName: 'kpoll-updater' };
  writeFileSync(join(root, 'resources/app-update.yml'), JSON.stringify(source));
  const appImage = join(folder, 'Kpoll.AppImage');
  return { executable, appImage, env: { APPIMAGE: appImage, XDG_CACHE_HOME: join(folder, 'cache') } };
}
