import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { failureCodes } from '../../../core/domain/failure.ts';
import { settingsOf } from '../../../engines/kafka/topic-settings.ts';
import { overlay, sources } from '../../../ingest-server/config/setting-sources.ts';
import { createMetrics } from '../../../ingest-server/metrics.ts';
import { settingsSchema } from '../../../ingest-server/config/settings-schema.ts';

const text = readFileSync(join(import.meta.dirname, '../../../docs/operations.md'), 'utf8');
const section = (title: string) => text.split(/^## /m).find((part) => part.startsWith(title)) ?? '';
const [settings, topics, watch, night] = ['Settings of a server', 'Topics', 'What to watch', 'At three'].map(section);

describe('docs/operations.md', () => {
  it('has every setting of a server, and no other', () => {
    const flags = [...((settings ?? '').split('```')[0]?.matchAll(/`--([\w-]+)`/g) ?? [])].map(([, flag = '']) => flag);
    expect(new Set(flags)).toEqual(new Set([...Object.keys(sources), 'config']));
  });

  it('shows a file of settings that a server takes', () => {
    const [, example = ''] = /```json\n([\s\S]*?)```/.exec(settings ?? '') ?? [];
    const parsed = settingsSchema.parse(overlay(JSON.parse(example) as Record<string, unknown>, {}));
    expect(parsed.kafka?.brokers).toHaveLength(3);
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
