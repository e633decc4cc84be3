import { execFile } from 'node:child_process';

const watcher = 'org.kde.StatusNotifierWatcher';
const bus = ['--dest', 'org.freedesktop.DBus', '--object-path', '/org/freedesktop/DBus', '--method', 'org.freedesktop.DBus.NameHasOwner'];
const patienceMs = 2000;

/**
 * Whether this desktop shows tray icons. Some Linux desktops do not, and Electron does not tell: an icon that is made there
 * is simply not to be seen. Whoever shows icons today owns a name on the session's bus.
 */
export async function hasTrayHost(platform: NodeJS.Platform = process.platform): Promise<boolean> {
  if (platform !== 'linux') return true;
  const answer = await new Promise<string>((resolve) => {
    // A desktop without this tool, or without a bus, shows no icons as far as we can know.
    execFile('gdbus', ['call', '--session', ...bus, watcher], { timeout: patienceMs }, (_error, stdout) => resolve(stdout));
  });
  return answer.includes('true');
}
