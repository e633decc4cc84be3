import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Somebody without rights, with a home and the display of this test. */
export interface OrdinaryUser {
  readonly name: string;
  readonly home: string;
  readonly uid: number;
  readonly gid: number;
  readonly env: Readonly<Record<string, string>>;
  /** A program which runs `command`, and the arguments that it is given, as this user. */
  programFor(command: readonly string[], file: string): string;
  remove(): void;
}

const name = 'kpoll-package-test';
const run = (program: string, args: readonly string[]) =>
  execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
const idOf = (flag: '-u' | '-g') => Number(run('id', [flag, name]));

/** Must run as root. One that a test which was killed left behind is removed first. */
export function addOrdinaryUser(): OrdinaryUser {
  removeUser();
  run('useradd', ['--create-home', '--shell', '/bin/sh', name]);
  const home = join('/home', name);
  const [uid, gid] = [idOf('-u'), idOf('-g')];
  const env = {
    HOME: home,
    USER: name,
    LOGNAME: name,
    PATH: '/usr/local/bin:/usr/bin:/bin',
    LANG: 'C.UTF-8',
    ...displayFor(home, uid, gid),
  };
  return {
    ...{ name, home, uid, gid, env },
    programFor(command, file) {
      const given = Object.entries(env).map(([key, value]) => `${key}=${value}`);
      const become = ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--init-groups', 'env', '-i', ...given];
      writeFileSync(file, `#!/bin/sh\ncd ${quoted(home)}\nexec ${[...become, ...command].map(quoted).join(' ')} "$@"\n`);
      chmodSync(file, 0o755);
      return file;
    },
    remove: removeUser,
  };
}

const quoted = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`;

/** The display's key is for its owner's eyes alone: this user gets a copy. */
function displayFor(home: string, uid: number, gid: number): Record<string, string> {
  const { DISPLAY: display, XAUTHORITY: key } = process.env;
  if (display === undefined) throw new Error('There is no display: run "npm run test:package", which makes one.');
  if (key === undefined || !existsSync(key)) return { DISPLAY: display };
  const file = join(home, '.Xauthority');
  copyFileSync(key, file);
  chownSync(file, uid, gid);
  chmodSync(file, 0o600);
  const runtime = join(home, '.runtime');
  mkdirSync(runtime, { mode: 0o700 });
  chownSync(runtime, uid, gid);
  return { DISPLAY: display, XAUTHORITY: file, XDG_RUNTIME_DIR: runtime };
}

function removeUser(): void {
  try {
    run('id', [name]);
  } catch {
    // Nobody of that name: nothing to remove.
    return;
  }
  run('userdel', ['--force', name]);
  rmSync(join('/home', name), { recursive: true, force: true });
}
