import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { catalogues } from '../../storm/catalogue.ts';
import { planStorm } from '../../storm/plan.ts';

describe('the plan of a storm', () => {
  it.each(['embedded', 'cluster'] as const)('is the same for the same seed, and another for another (%s)', (engine) => {
    const plan = planStorm({ engine, seed: 7, minutes: 10 });
    expect(planStorm({ engine, seed: 7, minutes: 10 })).toEqual(plan);
    expect(planStorm({ engine, seed: 8, minutes: 10 }).lanes).not.toEqual(plan.lanes);
  });

  it('has every fault of the catalogue before any comes too often, one at a time in a lane, all healed before the end', () => {
    const { lanes } = planStorm({ engine: 'cluster', seed: 1, minutes: 30 });
    for (const [index, lane] of lanes.entries()) {
      const names = new Set(lane.map(({ kind, target }) => `${kind} ${target}`));
      expect(names.size).toBe(new Set(catalogues.cluster[index]?.faults.map((fault) => fault.join(' '))).size);
      for (const [place, fault] of lane.entries()) {
        const before = lane[place - 1];
        if (before !== undefined) expect(fault.atMs).toBeGreaterThan(before.atMs + before.lastsMs);
        expect(fault.atMs + fault.lastsMs).toBeLessThanOrEqual(30 * 60_000);
      }
    }
  });

  it('kills, halts and breaks a link in the short storms of npm test, and restarts no Cassandra node in them', () => {
    const stages = readFileSync(join(import.meta.dirname, '../../../build/test-stages.mjs'), 'utf8');
    for (const [engine, server] of [
      ['embedded', /^server$/],
      ['cluster', /^http-/],
    ] as const) {
      const [, minutes, seed] = new RegExp(`storm\\('${engine}', '([\\d.]+)', '(\\d+)'\\)`).exec(stages) ?? [];
      const faults = planStorm({ engine, seed: Number(seed), minutes: Number(minutes) }).lanes.flat();
      const has = (kinds: readonly string[], targets: RegExp) =>
        faults.some(({ kind, target }) => kinds.includes(kind) && targets.test(target));
      expect(has(['kill'], server), engine).toBe(true);
      expect(has(['halt'], server), engine).toBe(true);
      expect(has(['cut', 'blackhole'], /voters|link|author/), engine).toBe(true);
      expect(has(['kill', 'restart'], /^cassandra-/), engine).toBe(false);
    }
  });

  it('keeps a poll of each kind open all the time', () => {
    const { polls } = planStorm({ engine: 'embedded', seed: 1, minutes: 3 });
    for (const changes of ['none', 'until-close'] as const) {
      const own = polls.filter((poll) => poll.changes === changes);
      expect(own[0]?.openAtMs).toBe(0);
      expect(own.at(-1)?.closeAtMs).toBe(180_000);
      for (const [index, poll] of own.entries()) expect(own[index + 1]?.openAtMs ?? 180_000).toBe(poll.closeAtMs);
    }
  });
});
