import { app } from 'electron';
import type { Openings } from '../main/openings/openings.ts';

/**
 * Takes in links and poll files: from this start, from later ones that hand theirs over, and, on macOS, from the system itself, which may
 * do so before the app is ready. Nothing in them is ever run.
 */
export function takeOpenings(openings: Pick<Openings, 'offer'>, first: readonly string[]): void {
  const take = (args: readonly string[], folder: string) => void openings.offer(args, folder);
  app.on('open-url', (event, url) => {
    event.preventDefault();
    take([url], '/');
  });
  app.on('open-file', (event, path) => {
    event.preventDefault();
    take([path], '/');
  });
  app.on('second-instance', (_event, args, folder) => take(args, folder));
  take(first, process.cwd());
  // On Linux the desktop entry of the package says so.
  if (app.isPackaged && process.platform !== 'linux') app.setAsDefaultProtocolClient('kpoll');
}
