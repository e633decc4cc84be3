import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { openProfiles } from '../../../main/profiles/profiles.ts';
import { openBox } from '../../../main/profiles/secret-box.ts';
import { openSettingsStore } from '../../../main/settings/settings-store.ts';
import { createSilentLogger } from '../../unit/main/silent-logger.ts';
import { sampleCluster, sampleKpollServer } from '../../unit/main/profiles/sample-profiles.ts';
import { startProgram } from '../engines/embedded/child-program.ts';
import { makeFolder } from '../ingest-process.ts';

const kills = 200;
const limitMs = 900_000;

/** What a new start finds on disk; throws where a file was set aside. */
async function readAll(folder: string) {
  const logger = createSilentLogger();
  const common = { clock: Date.now, logger };
  const settings = await openSettingsStore({ ...common, file: join(folder, 'settings.json') });
  const profiles = await openProfiles({ ...common, folder, box: openBox, newId: () => 'unused' });
  expect(logger.lines).toEqual([]);
  expect(readdirSync(folder).filter((name) => name.includes('damaged'))).toEqual([]);
  const list = profiles.list();
  const profile = list.profiles.find(({ profile: { id } }) => id === 'changing')?.profile;
  const { kafkaPassword } = await profiles.secretsOf('changing');
  return {
    ids: list.profiles.map(({ profile: { id } }) => id),
    kept: await profiles.secretsOf('kept'),
    numbers: { settings: numberIn(settings.read().joinUrl), profile: numberIn(profile?.name), secret: numberIn(kafkaPassword) },
  };
}

const numberIn = (text: string | null | undefined) => Number(/\d+$/.exec(text ?? '')?.[0] ?? 0);

describe('saving settings and profiles', () => {
  it(
    `is killed ${kills} times at any moment, and never loses a profile, its secret or what was saved before`,
    async () => {
      const { folder, remove } = makeFolder();
      const profiles = await openProfiles({ folder, box: openBox, newId: () => 'unused', clock: Date.now, logger: createSilentLogger() });
      const secrets = { serverToken: 'stays' };
      await profiles.save({ profile: sampleKpollServer({ id: 'kept' }), secrets, allowPlainText: true });
      await profiles.save({ profile: sampleCluster({ id: 'changing', name: 'number 0' }), secrets: {}, allowPlainText: true });
      let before = { settings: 0, profile: 0, secret: 0 };
      let amidSaving = 0;
      for (let kill = 0; kill < kills; kill += 1) {
        const first = Math.max(...Object.values(before)) + 1;
        const child = await startProgram('save-profiles-for-ever', [folder, String(first)]);
        await child.untilLines(1 + (kill % 4));
        // Each time a little later: a save takes one or two milliseconds.
        await wait((kill % 23) / 4);
        await child.kill();
        const last = child.lines.at(-1) ?? '';
        if (last.startsWith('begun')) amidSaving += 1;
        const saved = numberIn(child.lines.filter((line) => line.startsWith('saved')).at(-1));
        const found = await readAll(folder);
        expect(found.ids).toEqual(['this-computer', 'kept', 'changing']);
        expect(found.kept).toEqual(secrets);
        for (const what of ['settings', 'profile', 'secret'] as const) {
          expect(found.numbers[what]).toBeGreaterThanOrEqual(Math.max(saved, before[what]));
          expect(found.numbers[what]).toBeLessThanOrEqual(numberIn(last) + 1);
        }
        before = found.numbers;
      }
      // Else it would have been killed where it does no harm.
      expect(amidSaving).toBeGreaterThan(kills / 2);
      remove();
    },
    limitMs,
  );
});
