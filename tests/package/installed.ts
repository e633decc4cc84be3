import { execFileSync } from 'node:child_process';

const run = (program: string, args: readonly string[]) =>
  execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

export const field = (deb: string, name: string) => run('dpkg-deb', ['--field', deb, name]).trim();

/** As dpkg says it: `install ok installed`, or nothing where the package is not known. */
export function statusOf(name: string): string {
  try {
    return run('dpkg-query', ['--show', '--showformat=${Status}', name]);
  } catch {
    // dpkg-query ends with 1 for a package that it does not know.
    return '';
  }
}

/** Every file and folder of an installed package. */
export const filesOf = (name: string) => run('dpkg-query', ['--listfiles', name]).trim().split('\n');

export const install = (deb: string) => run('dpkg', ['--install', deb]);

/** Without its settings for all users, of which Kpoll has none. */
export const remove = (name: string) => run('dpkg', ['--remove', name]);

export const purge = (name: string) => run('dpkg', ['--purge', name]);
