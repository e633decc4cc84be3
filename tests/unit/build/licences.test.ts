import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { importedPackages, isAllowed, listFile, listShipped, readLock, render } from '../../../build/licences.mjs';

const shipped = listShipped(readLock(), importedPackages());
const names = shipped.map(({ name }) => name);

describe('the licences of what ships', () => {
  it('are all among those that may', () => {
    expect(shipped.filter(({ licence }) => !isAllowed(licence))).toEqual([]);
  });

  it('are listed as they are today: if not, run "npm run licences"', () => {
    expect(readFileSync(listFile, 'utf8')).toBe(render(shipped));
  });

  it('are those of servers, bundles and the shell with all that they need, and of no tool', () => {
    const server = ['fastify', 'kafkajs', 'libsql', '@libsql/linux-x64-gnu', 'find-my-way'];
    const window = ['react', 'react-dom', 'scheduler', 'chart.js', '@kurkle/color', 'zustand', 'radix-ui', '@radix-ui/react-dialog'];
    expect(names).toEqual(expect.arrayContaining([...server, ...window, 'electron', 'qrcode']));
    for (const tool of ['vite', 'vitest', 'typescript', 'eslint', 'esbuild', '@electron/get', '@types/react'])
      expect(names).not.toContain(tool);
  });

  it('are told where a package is bundled that is only named by an import', () => {
    const lock = {
      'node_modules/a': { version: '1.0.0', dev: true, license: 'MIT', dependencies: { b: '^2' } },
      'node_modules/a/node_modules/b': { version: '2.0.0', dev: true, license: 'GPL-3.0-only' },
      'node_modules/b': { version: '1.0.0', dev: true, license: 'MIT' },
    };
    expect(listShipped(lock, ['a'])).toEqual([
      { name: 'a', version: '1.0.0', licence: 'MIT', place: 'node_modules/a' },
      { name: 'b', version: '2.0.0', licence: 'GPL-3.0-only', place: 'node_modules/a/node_modules/b' },
    ]);
    expect(listShipped(lock, [])).toEqual([]);
    expect(() => listShipped(lock, ['c'])).toThrow('"npm install c"');
  });
});

describe('a licence', () => {
  it.each(['MIT', 'Apache-2.0', '(MIT OR GPL-3.0-only)', 'MIT AND ISC', '(BSD-2-Clause OR MIT)'])('%s may ship', (expression) => {
    expect(isAllowed(expression)).toBe(true);
  });

  it.each(['GPL-3.0-only', 'AGPL-3.0', 'LGPL-2.1', 'MPL-2.0', 'SSPL-1.0', 'UNLICENSED', 'unknown', '', 'MIT AND GPL-2.0-only'])(
    '"%s" may not ship without a decision',
    (expression) => {
      expect(isAllowed(expression)).toBe(false);
    },
  );
});
