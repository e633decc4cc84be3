// Saves settings, a connection profile and its secret again and again, each saying its number, from the given one on. Prints the
// number before (`begun`) and after (`saved`), until it is killed.
import { join } from 'node:path';
import { openProfiles } from '../../../../../main/profiles/profiles.ts';
import { openBox } from '../../../../../main/profiles/secret-box.ts';
import { openSettingsStore } from '../../../../../main/settings/settings-store.ts';
import { createSilentLogger } from '../../../../unit/main/silent-logger.ts';
import { sampleCluster } from '../../../../unit/main/profiles/sample-profiles.ts';

const [folder = '', first = '1'] = process.argv.slice(2);
const common = { clock: Date.now, logger: createSilentLogger() };
const settings = await openSettingsStore({ ...common, file: join(folder, 'settings.json') });
const profiles = await openProfiles({ ...common, folder, box: openBox, newId: () => 'unused' });
for (let number = Number(first); ; number += 1) {
  process.stdout.write(`begun ${number}\n`);
  const profile = { ...sampleCluster(), id: 'changing', name: `number ${number}` };
  const secrets = { kafkaPassword: `password ${number}` };
  await Promise.all([
    settings.write({ theme: 'dark', joinUrl: `http://number.test/${number}` }),
    profiles.save({ profile, secrets, allowPlainText: true }),
  ]);
  process.stdout.write(`saved ${number}\n`);
}
