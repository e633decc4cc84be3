import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ICruiseOptions, ICruiseResult, IForbiddenRuleType } from 'dependency-cruiser';
import { cruise } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { afterAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const config = createRequire(import.meta.url)(join(root, '.dependency-cruiser.cjs')) as {
  forbidden: IForbiddenRuleType[];
  options: ICruiseOptions;
};

/** A breach of each rule: the file that commits it, and what it imports. */
const breaches: Readonly<Record<string, readonly [file: string, imports: string]>> = {
  'core-is-pure': ['core/domain/a.ts', 'node:fs'],
  'domain-below-contract': ['core/domain/b.ts', '../contract/topics.ts'],
  'electron-stays-in-electron': ['main/polls/c.ts', 'electron'],
  'shells-are-tops': ['browser/d.ts', '../electron/window.ts'],
  'drivers-stay-in-engines': ['ingest-server/history/e.ts', 'libsql'],
  'engines-know-only-core': ['engines/embedded/f.ts', '../../main/logger.ts'],
  'engines-through-roots': ['main/history/g.ts', '../../engines/embedded/sqlite.ts'],
  'main-is-headless': ['main/results/h.ts', 'react'],
  'ingest-stands-alone': ['ingest-server/i.ts', '../main/logger.ts'],
  'renderer-knows-only-core': ['renderer/ui/j.ts', '../../main/logger.ts'],
  'renderer-has-no-node': ['renderer/ui/k.ts', 'node:path'],
  'participant-has-no-packages': ['participant/l.ts', 'zod'],
  'features-do-not-meet': ['renderer/features/live/m.ts', '../history/view.ts'],
  'chartjs-in-charts': ['renderer/features/history/n.ts', 'chart.js'],
  'no-circular': ['main/circle-a.ts', './circle-b.ts'],
  'no-dev-packages-in-product': ['main/o.ts', 'fast-check'],
  'not-to-unresolvable': ['main/p.ts', './nowhere.ts'],
};

/** What keeps to the rules, some of it by a narrow margin. */
const honest: Readonly<Record<string, string>> = {
  'core/contract/topics.ts': "import 'zod';",
  'electron/window.ts': "import 'electron';",
  'electron/main.ts': "import '../engines/embedded/sqlite.ts'; import './window.ts'; import '../main/logger.ts';",
  'engines/embedded/sqlite.ts': "import 'libsql'; import 'node:fs';",
  'ingest-server/server.ts': "import '../engines/embedded/sqlite.ts';",
  'ingest-server/tally/tally-thread.ts': "import '../../engines/embedded/sqlite.ts';",
  'main/logger.ts': "import 'node:fs';",
  'main/circle-b.ts': "import './circle-a.ts';",
  'renderer/features/history/view.ts': "import 'react'; import '../../charts/chart.ts';",
  'renderer/charts/chart.ts': "import 'chart.js';",
};

const packages = { dependencies: ['zod', 'libsql'], devDependencies: ['electron', 'react', 'chart.js', 'fast-check'] };
const folder = mkdtempSync(join(tmpdir(), 'kpoll-arrows-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function put(file: string, text: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
}

function plant(): void {
  const versions = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, '1.0.0']));
  const { dependencies, devDependencies } = packages;
  put('package.json', JSON.stringify({ type: 'module', dependencies: versions(dependencies), devDependencies: versions(devDependencies) }));
  for (const name of [...dependencies, ...devDependencies]) {
    put(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
    put(`node_modules/${name}/index.js`, '');
  }
  for (const [file, text] of Object.entries(honest)) put(file, text);
  for (const [file, imports] of Object.values(breaches)) put(file, `import '${imports}';`);
}

async function findBreaches(): Promise<string[]> {
  plant();
  const { output } = await cruise(
    ['core', 'engines', 'ingest-server', 'main', 'electron', 'browser', 'renderer', 'participant'],
    { ...config.options, baseDir: folder, validate: true, ruleSet: { forbidden: config.forbidden } },
    undefined,
    { tsConfig: extractTSConfig(join(root, 'tsconfig.base.json')) },
  );
  return (output as ICruiseResult).summary.violations.map((violation) => `${violation.rule.name}: ${violation.from}`);
}

describe('the arrows between folders', () => {
  it('are checked: a planted breach of every rule is found where it was planted, and nothing else', async () => {
    const found = new Set(await findBreaches());
    const planted = Object.entries(breaches).map(([rule, [file]]) => `${rule}: ${file}`);
    expect([...found]).toEqual(expect.arrayContaining(planted));
    const guilty = new Set(Object.values(breaches).map(([file]) => file));
    expect([...found].filter((line) => !guilty.has(line.split(': ')[1] ?? '') && !line.includes('circle-b'))).toEqual([]);
  });

  it('have a sentence for whoever breaks them, and each has its breach here', () => {
    expect(config.forbidden.map((rule) => rule.name).sort()).toEqual(Object.keys(breaches).sort());
    for (const rule of config.forbidden) expect(rule.comment, rule.name ?? '').toMatch(/^.{25,}\.$/);
  });
});
