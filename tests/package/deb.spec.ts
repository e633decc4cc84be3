import type { ElectronApplication, Page } from '@playwright/test';
import { _electron, expect, test } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listPackage } from '@electron/asar';
import { closePoll, makeAndOpenPoll } from '../e2e/journey.ts';
import { readCsv } from '../e2e/csv.ts';
import { pollsOf, simulate } from '../e2e/product.ts';
import { saveThroughDialog } from '../e2e/save-through-dialog.ts';
import { commandOf, readDesktopEntry } from './desktop-entry.ts';
import { field, filesOf, install, purge, remove, statusOf } from './installed.ts';
import type { OrdinaryUser } from './ordinary-user.ts';
import { addOrdinaryUser } from './ordinary-user.ts';
import type { PackagedServer } from './packaged-server.ts';
import { startPackagedServer, unpackServer } from './packaged-server.ts';

const deb = process.env['KPOLL_TEST_DEB'] ?? 'no package: run "npm run test:package"';
const program = '/opt/Kpoll';
const archive = `${program}/resources/app.asar`;
const entryFile = '/usr/share/applications/kpoll.desktop';
const voters = 100;

test.describe.configure({ mode: 'serial' });

let user: OrdinaryUser;
let scratch: string;
let server: PackagedServer | undefined;
const dataFolder = () => join(user.home, '.config/kpoll');

test.beforeAll(() => {
  if (statusOf('kpoll') !== '')
    throw new Error('Kpoll is installed on this computer, and this test would remove it. Remove it yourself first: dpkg --purge kpoll');
  scratch = mkdtempSync(join(tmpdir(), 'kpoll-package-'));
  user = addOrdinaryUser();
});

test.afterAll(async () => {
  await server?.stop();
  if (statusOf('kpoll') !== '') purge('kpoll');
  user.remove();
  rmSync(scratch, { recursive: true, force: true });
});

test('the package installs, and dpkg knows it', () => {
  install(deb);
  expect(statusOf('kpoll')).toBe('install ok installed');
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  expect(field(deb, 'Version')).toBe(version);
  expect(field(deb, 'Depends')).toContain('libgtk-3-0');
  expect(field(deb, 'Description')).toBe('Live polls and elections\n Make a poll, show the code, watch the votes come in');
});

test('it puts the program into the menu, and takes poll files and kpoll: links', () => {
  const entry = readDesktopEntry(entryFile);
  expect(Object.fromEntries(entry)).toMatchObject({
    Name: 'Kpoll',
    Exec: '/opt/Kpoll/kpoll %U',
    Icon: 'kpoll',
    Terminal: 'false',
    StartupWMClass: 'kpoll',
    Categories: 'Office;Presentation;',
    Comment: 'Make a poll, show the code, watch the votes come in',
    MimeType: 'application/x-kpoll-poll;x-scheme-handler/kpoll;',
  });
  expect(execFileSync('desktop-file-validate', [entryFile], { encoding: 'utf8' })).toBe('');
  const defaultFor = (type: string) => execFileSync('xdg-mime', ['query', 'default', type], { encoding: 'utf8', env: user.env }).trim();
  expect(defaultFor('x-scheme-handler/kpoll')).toBe('kpoll.desktop');
  expect(defaultFor('application/x-kpoll-poll')).toBe('kpoll.desktop');
  expect(readFileSync('/usr/share/mime/globs', 'utf8')).toContain('application/x-kpoll-poll:*.kpoll\n');
});

test('it brings icons in every size, its licence, and the licences of others', () => {
  const files = filesOf('kpoll');
  for (const size of [16, 24, 32, 48, 64, 128, 256, 512]) {
    const folder = `/usr/share/icons/hicolor/${size}x${size}`;
    expect(files).toEqual(expect.arrayContaining([`${folder}/apps/kpoll.png`, `${folder}/mimetypes/application-x-kpoll-poll.png`]));
  }
  expect(readFileSync(`${program}/resources/LICENSE.txt`, 'utf8')).toContain('Apache License');
  const notices = readFileSync(`${program}/resources/THIRD-PARTY-NOTICES.txt`, 'utf8');
  for (const name of ['fastify', 'kafkajs', 'libsql', 'react', 'chart.js']) expect(notices).toMatch(new RegExp(`^${name} \\d`, 'm'));
  expect(files).toEqual(expect.arrayContaining([`${program}/LICENSE.electron.txt`, `${program}/LICENSES.chromium.html`]));
  expect(readFileSync('/usr/share/doc/kpoll/copyright', 'utf8')).toContain('Apache License');
});

test('it holds the product in one archive, and nothing of how it is made or tested', () => {
  const inside = listPackage(archive, { isPack: false });
  const needed = [
    '/out/ingest-server/server.js',
    '/out/ingest-server/log-writer-thread.js',
    '/out/participant/page.js',
    '/node_modules/fastify/fastify.js',
  ];
  expect(inside).toEqual(expect.arrayContaining(needed));
  const own = inside.filter((path) => !path.startsWith('/node_modules'));
  expect(own.filter((path) => /\.(ts|tsx|map)$|\/(tests?|bench[^/]*|storm[^/]*|commands|browser)(\/|$)/.test(path))).toEqual([]);
  expect(inside.filter((path) => /^\/node_modules\/(vite|react|electron|typescript|@playwright|esbuild)(\/|$)/.test(path))).toEqual([]);
  expect(existsSync(`${program}/resources/default_app.asar`)).toBe(false);
  expect(existsSync(`${archive}.unpacked/node_modules/@libsql/linux-x64-gnu/index.node`)).toBe(true);
});

test('nobody but root can change what was installed', () => {
  for (const path of filesOf('kpoll').filter((path) => path.startsWith(program))) {
    const { uid, mode } = statSync(path);
    expect({ path, uid, open: mode & 0o022 }).toEqual({ path, uid: 0, open: 0 });
  }
});

test('started from its desktop entry by an ordinary user: a poll, 100 votes, a report', async () => {
  unpackServer(archive, scratch);
  server = await startPackagedServer(scratch, dataFolder(), user);
  const desktop = await startFromMenu();
  try {
    const page = await desktop.firstWindow();
    expect(
      await desktop.evaluate(({ app }) => ({
        packaged: app.isPackaged,
        uid: process.getuid?.(),
        sandboxed: !process.argv.includes('--no-sandbox'),
      })),
    ).toEqual({
      packaged: true,
      uid: user.uid,
      sandboxed: true,
    });
    await votesAreOnScreenAndInTheReport(desktop, page, server.url);
    await page.keyboard.press('Escape');
    await page.keyboard.press(',');
    await expect(page.getByRole('region', { name: 'Updates' })).toContainText('was installed by a package manager');
  } finally {
    await desktop.close();
  }
});

test('backs up by command, without a window, as that user', () => {
  const kpoll = user.programFor([`${program}/kpoll`, '--disable-seccomp-filter-sandbox'], join(scratch, 'without-window'));
  const run = (...args: readonly string[]) => execFileSync(kpoll, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const file = join(user.home, 'night.kpoll-backup');
  expect(run('--backup', file)).toContain(`${file}: 1 polls, ${voters} votes.`);
  expect(statSync(file)).toMatchObject({ uid: user.uid, mode: 0o100600 });
  expect(run('--restore', file, '--check')).toContain(`In the backup: 1 polls (0 open), ${voters} votes`);
});

test('removing it leaves what the user has made', async () => {
  await server?.stop();
  const before = contentOf(join(dataFolder(), 'log.db'));
  remove('kpoll');
  purge('kpoll');
  expect([program, entryFile, '/usr/bin/kpoll', '/usr/share/mime/packages/kpoll.xml'].filter((path) => existsSync(path))).toEqual([]);
  expect(contentOf(join(dataFolder(), 'log.db'))).toBe(before);
  server = await startPackagedServer(scratch, dataFolder(), user);
  const [poll] = await pollsOf(dataFolder());
  expect(poll?.state).toBe('closed');
});

const contentOf = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');

/**
 * As a desktop does it, with flags that let a test look inside. The sandbox of namespaces is on; only its filter of system calls
 * is not, as the one in the old Electron of the tests does not know those of today's glibc and ends every page.
 */
function startFromMenu(): Promise<ElectronApplication> {
  const executablePath = user.programFor(commandOf(readDesktopEntry(entryFile)), join(scratch, 'start-from-menu'));
  return _electron.launch({ executablePath, chromiumSandbox: true, args: ['--disable-seccomp-filter-sandbox'] });
}

async function votesAreOnScreenAndInTheReport(desktop: ElectronApplication, page: Page, url: string): Promise<void> {
  // This user has never seen Kpoll before.
  await page.getByRole('button', { name: 'Skip the tour' }).click();
  await makeAndOpenPoll(page);
  const [poll] = await pollsOf(dataFolder());
  if (poll === undefined) throw new Error('the poll made in the window is not on the server');
  const account = await simulate(url, poll.id, ['--voters', String(voters), '--repeats', '0', '--rate', '200'], scratch);
  expect(account).toMatchObject({ accepted: voters, voters, duplicates: 0, unknown: 0 });
  await expect(page.getByTestId('figure-voters')).toHaveText(String(voters));
  mkdirSync('out/screenshots', { recursive: true });
  await page.screenshot({ path: 'out/screenshots/package.png' });
  await closePoll(page);
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: 'Summary' }).check();
  const save = saveThroughDialog(desktop, user.home);
  const rows = readCsv(await save('summary', () => dialog.getByRole('button', { name: 'Save report' }).click()));
  expect(rows.map((row) => ({ number: Number(row['Option number']), votes: Number(row['Votes']) }))).toEqual(account.options);
  expect(rows.reduce((sum, row) => sum + Number(row['Votes']), 0)).toBe(voters);
}
