import type { Page } from '@playwright/test';
import { expect } from '@playwright/test';
import { join } from 'node:path';
import { readCsv } from './csv.ts';
import type { SimulatorAccount } from './product.ts';
import { pollsOf, simulate } from './product.ts';

const question = 'Which talk should we hear next?';
const labels = ['=HYPERLINK("http://example.org")', 'Rust, "fast" & safe', 'Größer denken', '@home'];
const voters = 9_000;
const repeats = 1_000;

export interface JourneyOptions {
  readonly page: Page;
  readonly folder: string;
  readonly ingestUrl: string;
  readonly screenshot: string;
  /** Part of what the page says to do about an address that only this computer reaches. */
  readonly joinNote: string;
  /** Presses the button that saves a report and returns the file it became. */
  readonly saveReport: (name: string, press: () => Promise<void>) => Promise<string>;
}

/** Make a poll, 10,000 votes over HTTP, exact numbers on screen, close, final, three reports held against the simulator's account. */
export async function journey(options: JourneyOptions): Promise<void> {
  const { page, folder } = options;
  await makeAndOpenPoll(page);
  const [poll] = await pollsOf(folder);
  if (poll === undefined) throw new Error('the poll made in the page is not on the server');
  const account = await simulate(
    options.ingestUrl,
    poll.id,
    ['--voters', String(voters), '--repeats', String(repeats), '--rate', '2500'],
    folder,
  );
  expect(account).toMatchObject({ accepted: voters + repeats, voters, duplicates: repeats, unknown: 0 });
  await expectOnScreen(page, account);
  await expect(page.getByTestId('result-state')).toHaveText('Provisional');
  await expect(page.getByRole('note')).toContainText(options.joinNote);
  await page.screenshot({ path: options.screenshot });
  await closePoll(page);
  await expectOnScreen(page, account);
  await expectReports(options, poll.id, account);
}

export async function makeAndOpenPoll(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'New poll' }).first().click();
  await page.getByRole('textbox', { name: 'Question' }).fill(question);
  for (const [index, label] of labels.entries()) {
    const field = page.getByRole('textbox', { name: `Option ${index + 1}`, exact: true });
    if (!(await field.isVisible())) await page.keyboard.press('Enter');
    await field.fill(label);
  }
  await page.getByRole('button', { name: 'Create poll' }).click();
  await page.getByRole('button', { name: 'Open voting' }).click();
  await expect(page.getByTestId('poll-state')).toHaveText('Open');
}

const plain = (count: number) => count.toLocaleString('en-US');

async function expectOnScreen(page: Page, account: SimulatorAccount): Promise<void> {
  await expect(page.getByTestId('figure-voters')).toHaveText(plain(account.voters));
  await expect(page.getByTestId('figure-duplicates')).toHaveText(plain(account.duplicates));
  for (const { number, votes } of account.options) {
    await expect(page.getByRole('table', { name: 'Result' }).getByTestId(`option-votes-${number}`)).toHaveText(plain(votes));
  }
}

export async function closePoll(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Close voting' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Close voting now' }).click();
  await expect(page.getByTestId('poll-state')).toHaveText('Closed');
  await expect(page.getByTestId('result-state')).toHaveText('Final');
}

async function expectReports({ page, saveReport }: JourneyOptions, pollId: string, account: SimulatorAccount): Promise<void> {
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const dialog = page.getByRole('dialog');
  const save = async (name: string) => {
    await dialog.getByRole('radio', { name }).check();
    return saveReport(name.toLowerCase(), () => dialog.getByRole('button', { name: 'Save report' }).click());
  };
  expectSummary(await save('Summary'), pollId, account);
  expectTimeline(await save('Timeline'), account);
  expectBallots(await save('Ballots'), account);
  await dialog.getByRole('button', { name: 'Done' }).click();
}

export function expectSummary(file: string, pollId: string, account: SimulatorAccount): void {
  const rows = readCsv(file);
  expect(rows.map((row) => ({ number: Number(row['Option number']), votes: Number(row['Votes']) }))).toEqual(account.options);
  expect(rows.map((row) => row['Option'])).toEqual([`'${labels[0] ?? ''}`, labels[1], labels[2], `'${labels[3] ?? ''}`]);
  const whole = { 'Poll id': pollId, Voters: String(account.voters), Duplicates: String(account.duplicates), Late: '0', Result: 'final' };
  for (const row of rows) expect(row).toMatchObject(whole);
}

export function expectTimeline(file: string, account: SimulatorAccount): void {
  const rows = readCsv(file);
  const voters = rows.map((row) => Number(row['Voters']));
  expect(voters).toEqual([...voters].sort((a, b) => a - b));
  const counts = (row: Readonly<Record<string, string>> | undefined) =>
    Object.entries(row ?? {})
      .filter(([header]) => /^\d+\. /.test(header.replace(/^'/, '')))
      .map(([, value]) => Number(value));
  expect(counts(rows.at(-1))).toEqual(account.options.map(({ votes }) => votes));
  expect(rows.at(-1)).toMatchObject({ Voters: String(account.voters), Duplicates: String(account.duplicates) });
}

export function expectBallots(file: string, account: SimulatorAccount): void {
  const rows = readCsv(file);
  expect(rows).toHaveLength(account.voters);
  const headers = Object.keys(rows[0] ?? {}).filter((header) => /^\d+\. /.test(header.replace(/^'/, '')));
  const counted = headers.map((header, index) => ({ number: index + 1, votes: rows.filter((row) => row[header] === '1').length }));
  expect(counted).toEqual(account.options);
  expect(Object.keys(rows[0] ?? {}).join()).not.toMatch(/voter|device|address|cookie/i);
}

export function reportPath(folder: string, name: string): string {
  return join(folder, `${name}.csv`);
}
