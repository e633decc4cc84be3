// Takes pictures of every screen: node tests/e2e/screens/take-screens.mjs URL FOLDER [NAME-PART]
import { chromium } from '@playwright/test';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

const [url = 'http://127.0.0.1:5199', folder = 'test-results/screens', part = ''] = process.argv.slice(2);
const wide = { width: 1440, height: 900 };
const narrow = { width: 600, height: 800 };
const slim = { width: 480, height: 800 };
const hall = { width: 1920, height: 1080 };
const medium = { width: 900, height: 800 };
const tall = { width: 1440, height: 1500 };

const click = (name) => (page) => page.getByRole('button', { name, exact: true }).click();
const press = (keys) => (page) => page.keyboard.press(keys);

const fromPalette = (words) => async (page) => {
  await page.keyboard.press('Control+k');
  await page.keyboard.type(words);
  await page.keyboard.press('Enter');
};

const inProfiles = (act) => async (page) => {
  await page.keyboard.press('m');
  await act(page);
};
const switchTo = (name) => async (page) => {
  await page.getByTestId('profile').click();
  await page.getByRole('menuitemradio', { name }).click();
};

const toWatch = async (page) => {
  await click('Next')(page);
  await click('Next')(page);
};

/** name, world, window, and what to do before the picture is taken. */
const shots = [
  ['empty', 'empty', wide],
  ['empty-narrow', 'empty', narrow],
  ['start', 'start', wide],
  ['start-slim', 'start', slim],
  ['empty-slim', 'empty', slim],
  ['tour', 'new', wide],
  ['tour-slim', 'new', slim],
  ['tour-sample', 'new', wide, click('Give me a sample poll')],
  ['tour-join', 'new', wide, click('Next')],
  ['tour-join-slim', 'new', slim, click('Next')],
  ['tour-watch', 'new', wide, toWatch],
  ['tour-watch-slim', 'new', slim, toWatch],
  ['settings-slim', 'still', slim, press(',')],
  ['cluster-skipped', 'cluster-skipped', wide],
  ['cluster-skipped-slim', 'cluster-skipped', slim],
  ['loading', 'loading', wide],
  ['broken', 'broken', wide],
  ['busy', 'busy', wide],
  ['busy-narrow', 'busy', narrow],
  ['busy-slim', 'busy', slim],
  ['busy-list-narrow', 'busy', narrow, click('List of polls')],
  ['draft', 'draft', wide],
  ['update-toast', 'update-available', wide],
  ['update-toast-slim', 'update-available', slim],
  ['update-available', 'update-available', wide, click('What is new')],
  ['update-available-slim', 'update-available', slim, click('What is new')],
  ['update-downloading', 'update-downloading', slim, fromPalette('Check for updates')],
  ['update-ready', 'update-ready', wide, fromPalette('Check for updates')],
  ['update-failed', 'update-failed', wide, fromPalette('Check for updates')],
  ['update-current-slim', 'still', slim, fromPalette('Check for updates')],
  ['update-off', 'update-off', slim, fromPalette('Check for updates')],
  ['update-settings', 'update-available', tall, press(',')],
  ['openings-toasts', 'openings', wide],
  ['openings-toasts-slim', 'openings', slim],
  ['paused', 'paused', wide],
  ['closing', 'closing', wide],
  ['closed', 'closed', wide],
  ['closed-tall', 'closed', tall],
  ['busy-tall', 'busy', tall],
  ['zero', 'zero', wide],
  ['compare-tall', 'history', tall, (page) => page.getByLabel('Compare with').selectOption({ index: 1 })],
  ['huge', 'huge', wide],
  ['huge-slim', 'huge', slim],
  ['many', 'many', wide],
  ['failing', 'failing', wide],
  ['failing-slim', 'failing', slim],
  ['behind', 'behind', wide],
  ['incomplete', 'incomplete', wide],
  ['loopback', 'loopback', wide],
  ['held', 'busy', wide, click('Hold this screen still')],
  ['close-dialog', 'still', wide, click('Close voting')],
  ['editor', 'editor', wide],
  ['editor-slim', 'editor', slim],
  [
    'editor-errors',
    'empty',
    wide,
    async (page) => {
      await click('New poll')(page);
      await click('Create poll')(page);
    },
  ],
  ['history', 'history', wide],
  ['history-slim', 'history', slim],
  ['history-compare', 'history', wide, (page) => page.getByLabel('Compare with').selectOption({ index: 1 })],
  ['health', 'health', wide],
  ['details', 'details', wide],
  ['details-narrow', 'details', narrow],
  ['export', 'export', wide, click('Export')],
  [
    'export-running',
    'export',
    wide,
    async (page) => {
      await click('Export')(page);
      await click('Save report')(page);
      await page.waitForTimeout(900);
    },
  ],
  ['palette', 'still', wide, press('Control+k')],
  ['shortcuts', 'still', wide, press('?')],
  ['settings', 'still', wide, press(',')],
  ['presenter', 'busy', hall, click('Present')],
  [
    'presenter-hidden',
    'still',
    hall,
    async (page) => {
      await click('Present')(page);
      await page.keyboard.press('Enter');
    },
  ],
  ['presenter-huge', 'huge', hall, click('Present')],
  ['timed', 'timed', wide],
  ['timed-soon-slim', 'timed-soon', slim],
  ['timed-draft', 'timed-draft', wide],
  ['timed-editor', 'timed-editor', wide],
  [
    'timed-editor-slim',
    'timed-editor',
    slim,
    async (page) => {
      await page.getByRole('radio', { name: 'At a time' }).click();
      await page.getByText('Voters may change').scrollIntoViewIfNeeded();
    },
  ],
  ['timed-dialog', 'timed', wide, press('t')],
  ['timed-dialog-slim', 'timed-soon', slim, press('t')],
  ['timed-presenter', 'timed', hall, click('Present')],
  ['alerts', 'alerts', wide, press('a')],
  ['alerts-slim', 'alerts', slim, press('a')],
  [
    'alerts-page',
    'alerts-page',
    wide,
    async (page) => {
      await press('a')(page);
      await page.getByLabel('Tell me when').selectOption('turnout');
    },
  ],
  [
    'alerts-errors-slim',
    'alerts-page',
    slim,
    async (page) => {
      await press('a')(page);
      await page.getByLabel('Tell me when').selectOption('turnout');
      await page.getByLabel('People expected').fill('');
      await click('Add alert')(page);
    },
  ],
  ['alerts-foreign', 'alerts-foreign', wide, press('a')],
  [
    'alerts-fired',
    'alerts',
    wide,
    async (page) => {
      await press('a')(page);
      await click('Send a test')(page);
      await page.getByRole('button', { name: 'Done' }).click();
    },
  ],
  ['demo', 'demo', wide],
  ['demo-medium', 'demo', { width: 1100, height: 800 }],
  ['demo-narrow', 'demo', narrow],
  ['demo-slim', 'demo', slim],
  ['profile-menu', 'hall', wide, (page) => page.getByTestId('profile').click()],
  ['profiles-first', 'still', wide, press('m')],
  ['profiles-new', 'still', wide, inProfiles(click('New profile'))],
  [
    'profiles-errors',
    'still',
    wide,
    inProfiles(async (page) => {
      await click('New profile')(page);
      await page.getByLabel('Brokers').fill('kafka1, kafka2:9092\nno host');
      await page.getByLabel('Author API address').fill('vote.example.org');
      await page.getByLabel('Keyspace').evaluate((field) => (field.closest('details').open = true));
      await page.getByLabel('Keyspace').fill('Kpoll votes');
      await click('Save')(page);
    }),
  ],
  ['profiles-filled', 'hall', wide, press('m')],
  ['profiles-medium', 'hall', medium, press('m')],
  ['profiles-narrow', 'hall', narrow, press('m')],
  ['profiles-slim', 'hall', slim, press('m')],
  ['profiles-tall', 'hall', tall, press('m')],
  ['profiles-test-ok', 'hall', tall, inProfiles(click('Test'))],
  ['profiles-test-failing', 'test-failing', wide, inProfiles(click('Test'))],
  ['profiles-test-running', 'test-running', wide, inProfiles(click('Test'))],
  ['profiles-server', 'hall', wide, inProfiles((page) => page.getByRole('button', { name: /Head office/ }).click())],
  [
    'profiles-changed',
    'hall',
    wide,
    inProfiles(async (page) => {
      await click('Change Kafka password')(page);
      await page.getByLabel('Kafka password', { exact: true }).fill('secret');
      await click('Remove Cassandra password')(page);
    }),
  ],
  [
    'profiles-consent',
    'hall-file',
    wide,
    inProfiles(async (page) => {
      await click('Change Author token')(page);
      await page.getByLabel('Author token', { exact: true }).fill('secret');
      await click('Save')(page);
    }),
  ],
  [
    'profiles-remove',
    'hall',
    wide,
    inProfiles(async (page) => {
      await page.getByRole('button', { name: /Trial cluster/ }).click();
      await click('Remove profile')(page);
    }),
  ],
  [
    'profiles-save-asking',
    'hall',
    wide,
    inProfiles(async (page) => {
      await page.getByRole('button', { name: /Head office/ }).click();
      await page.getByLabel('Name of the profile').fill('Office');
      await page.getByRole('button', { name: /Assembly hall/ }).click();
      await page.getByLabel('Name of the profile').fill('Great hall');
      await click('Save and connect again')(page);
    }),
  ],
  ['profiles-broken', 'no-profiles', wide, press('m')],
  ['switching', 'switching', wide, switchTo(/Head office/)],
  ['switch-failed', 'switch-failed', wide, switchTo(/Head office/)],
  [
    'switch-asking',
    'hall',
    wide,
    async (page) => {
      await press('m')(page);
      await page.getByLabel('Name of the profile').fill('Great hall');
      await press('Escape')(page);
      await switchTo(/Head office/)(page);
    },
  ],
  ['cluster', 'cluster', wide],
  ['cluster-tall', 'cluster', tall],
  ['cluster-start', 'cluster-start', wide],
  ['cluster-medium', 'cluster', medium],
  ['cluster-ill', 'cluster-ill', wide],
  ['cluster-ill-tall', 'cluster-ill', { width: 1440, height: 2200 }],
  ['cluster-ill-medium', 'cluster-ill', medium],
  ['cluster-stale', 'cluster-stale', wide, (page) => page.waitForTimeout(2500)],
  ['cluster-unknown', 'cluster-unknown', wide],
  ['cluster-here', 'here', wide],
  ['cluster-lost', 'cluster-lost', wide],
  ['cluster-failing', 'cluster-failing', wide],
  ['cluster-failing-medium', 'cluster-failing', medium],
  ['cluster-failing-slim', 'cluster-failing', slim],
  ['connecting', 'connecting', wide],
  ['presenter-closed', 'closed', hall, click('Present')],
];

await mkdir(folder, { recursive: true });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });

async function take([name, world, viewport, act], colorScheme) {
  const page = await browser.newPage({ viewport, colorScheme });
  const complain = (what) => console.error(`${name} ${colorScheme}: ${what}`);
  page.on('pageerror', (error) => complain(error.message));
  page.on('console', (message) => message.type() === 'error' && complain(message.text()));
  await page.goto(`${url}/?world=${world}`);
  await page.locator('main').first().waitFor();
  await page.waitForTimeout(500);
  await act?.(page).catch((error) => complain(error.message.split('\n')[0]));
  await page.waitForTimeout(400);
  await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`) });
  await page.close();
}

for (const shot of shots.filter(([name]) => part === '' || name.split('-').includes(part) || name === part)) {
  await Promise.all(['light', 'dark'].map((colorScheme) => take(shot, colorScheme)));
}
await browser.close();
