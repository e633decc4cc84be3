import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { failureCodes } from '../../../core/domain/failure.ts';
import { profileFileSchema } from '../../../core/domain/profile.ts';
import { settingsOf } from '../../../engines/kafka/topic-settings.ts';
import { sources } from '../../../ingest-server/config/setting-sources.ts';
import { createMetrics } from '../../../ingest-server/metrics.ts';
import { settingsSchema } from '../../../ingest-server/config/settings-schema.ts';
import { parseShellArguments } from '../../../main/shell-arguments.ts';

const text = readFileSync(join(import.meta.dirname, '../../../docs/operations.md'), 'utf8');
const section = (title: string) => text.split(/^## /m).find((part) => part.startsWith(title)) ?? '';
const [settings, topics, watch, night, dashboards] = [
  'Settings of a server',
  'Topics',
  'What to watch',
  'At three',
  'Dashboards and profiles',
].map(section);
const jsonIn = (part: string | undefined) => JSON.parse(/```json\n([\s\S]*?)```/.exec(part ?? '')?.[1] ?? '') as Record<string, unknown>;

describe('docs/operations.md', () => {
  it('has every setting of a server, and no other', () => {
    const flags = [...((settings ?? '').split('```')[0]?.matchAll(/`--([\w-]+)`/g) ?? [])].map(([, flag = '']) => flag);
    expect(new Set(flags)).toEqual(new Set([...Object.keys(sources), 'config']));
  });

  it('shows a file with every setting, which a server takes', () => {
    const example = jsonIn(settings);
    expect(settingsSchema.parse(example)).toEqual(example);
    expect(Object.keys(example).sort()).toEqual(Object.keys(settingsSchema.shape).sort());
  });

  it.each([...(settings ?? '').matchAll(/^\|[^|]*\| `--([\w-]+)` +\| `(KPOLL_\w+)` +\| `([\w.]+)` +\|$/gm)].map(([, ...names]) => names))(
    'tells the other names of --%s: %s and %s',
    (flag = '', variable, key = '') => {
      expect(variable).toBe(`KPOLL_${flag.replaceAll('-', '_').toUpperCase()}`);
      expect(sources[flag]?.path.join('.')).toBe(key);
    },
  );

  it('shows a file of profiles that desktops take', () => {
    expect(profileFileSchema.parse(jsonIn(dashboards)).profiles).toMatchObject([{ kind: 'cluster' }]);
  });

  it('starts a dashboard with flags that there are', () => {
    const args = [...(dashboards ?? '').matchAll(/^npm start -- --browser (.*)$/gm)].flatMap(([, line = '']) => line.split(' '));
    expect(parseShellArguments(args, { defaultDataFolder: () => '/', allowUnknown: false })).toMatchObject({
      dashboard: { host: '0.0.0.0', name: 'kpoll.example.org', tlsCert: '/etc/kpoll/cert.pem' },
      dashboardPort: 7443,
      profileFile: '/etc/kpoll/profiles.json',
    });
  });

  it.each(['polls', 'votes', 'results'] as const)('makes the topic %s as servers do', (topic) => {
    const command = topics?.split('\n').find((line) => line.includes(`--create --topic kpoll.${topic} `)) ?? '';
    const configs = [...command.matchAll(/--config (\S+?)=(\S+)/g)].map(([, name, value]) => [name, value]);
    expect(Object.fromEntries(configs)).toEqual(settingsOf(topic, 3));
  });

  it('names metrics that servers have', async () => {
    const present = await createMetrics().text();
    const named = [...(watch ?? '').matchAll(/`(kpoll_\w+)`/g)].map(([, name = '']) => name);
    expect(named.length).toBeGreaterThan(8);
    for (const name of named) expect(present).toContain(`# TYPE ${name} `);
  });

  it('names failures that there are', () => {
    const named = [...(night ?? '').matchAll(/^\|[^|]*/gm)].flatMap(([symptom]) =>
      [...symptom.matchAll(/`([a-z]+(?:-[a-z]+)+)`/g)].map(([, code]) => code),
    );
    expect(named.length).toBeGreaterThan(5);
    expect(failureCodes).toEqual(expect.arrayContaining(named));
  });
});
