import { _electron, expect, test } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCsv } from '../e2e/csv.ts';
import { makeFolder, pollsOf, simulate } from '../e2e/product.ts';
import { saveThroughDialog } from '../e2e/save-through-dialog.ts';
import { startIngest } from '../integration/ingest-process.ts';
import { copyForTest } from './packaged-program.ts';

const dist = process.env['KPOLL_SMOKE_FOLDER'] ?? 'dist';
/** Before version 22 Electron had no utility process: there the server runs beside the program. Tried with the Electron of the tests. */
const runsBeside = process.env['KPOLL_SMOKE_SERVER'] === 'beside';

test('the packaged program makes a poll, counts 100 votes in a server of its own, and exports them', async () => {
  const { folder, remove } = makeFolder();
  const program = await copyForTest(dist);
  const server = runsBeside ? await startIngest(folder) : undefined;
  // Chromium does not run as root with its sandbox.
  const chromiumSandbox = process.getuid?.() !== 0;
  const args = ['--data', folder, '--port', '0', '--host', '127.0.0.1'];
  const desktop = await _electron.launch({ executablePath: program.executable, chromiumSandbox, args });
  try {
    const page = await desktop.firstWindow();
    await page.getByRole('button', { name: 'New poll' }).first().click();
    await page.getByRole('textbox', { name: 'Question' }).fill('Does it run from its package?');
    await page.getByRole('textbox', { name: 'Option 1', exact: true }).fill('Yes');
    await page.getByRole('textbox', { name: 'Option 2', exact: true }).fill('No');
    await page.getByRole('button', { name: 'Create poll' }).click();
    await page.getByRole('button', { name: 'Open voting' }).click();
    await expect(page.getByTestId('poll-state')).toHaveText('Open');

    if (!runsBeside) expect(await desktop.evaluate(({ app }) => app.getAppMetrics().map(({ name }) => name))).toContain('Kpoll server');
    const { url } = JSON.parse(readFileSync(join(folder, 'server.json'), 'utf8')) as { url: string };
    const [poll] = await pollsOf(folder);
    const account = await simulate(url, poll?.id ?? '', ['--voters', '100', '--rate', '50'], folder);
    expect(account).toMatchObject({ accepted: 100, voters: 100, unknown: 0 });
    await expect(page.getByTestId('figure-voters')).toHaveText('100');
    await page.getByRole('button', { name: 'Close voting' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Close voting now' }).click();
    await expect(page.getByTestId('result-state')).toHaveText('Final');

    await page.getByRole('button', { name: 'Export', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: 'Summary' }).check();
    const save = saveThroughDialog(desktop, folder);
    const file = await save('summary', () => dialog.getByRole('button', { name: 'Save report' }).click());
    const rows = readCsv(file).map((row) => ({ number: Number(row['Option number']), votes: Number(row['Votes']) }));
    expect(rows).toEqual(account.options);
  } finally {
    await desktop.close();
    await server?.stop();
    program.remove();
    remove();
  }
});
