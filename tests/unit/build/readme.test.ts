import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...readdirSync('docs').flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : [])),
];

/** Paths of this project that a page leads to or shows; `../../` leads out of the files, to the project's page. */
function pathsIn(text: string): readonly string[] {
  return [...text.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset)="([^"]+)"/g)]
    .map(([, link, picture]) => (link ?? picture ?? '').replace(/#.*$/, ''))
    .filter((path) => path !== '' && !/^(https?:|mailto:|\.\.\/\.\.\/)/.test(path));
}

const headingsOf = (text: string) =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

describe.each(pages)('%s', (page) => {
  const text = readFileSync(page, 'utf8');

  it('leads to files that there are', () => {
    expect(pathsIn(text).filter((path) => !existsSync(join(dirname(page), path)))).toEqual([]);
  });

  it('leads to headings of its own that there are', () => {
    const anchors = [...text.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor);
    expect(anchors.filter((anchor) => anchor === undefined || !headingsOf(text).includes(anchor))).toEqual([]);
  });

  it('names commands that there are', () => {
    const named = [...text.matchAll(/npm run (?:-s |--silent )?([\w:-]+)/g)].map(([, name]) => name ?? '');
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });
});

describe('README.md', () => {
  const text = readFileSync('README.md', 'utf8');

  it('shows every picture in light and dark, and none is left over', () => {
    const shown = [...text.matchAll(/docs\/screenshots\/([\w-]+)\.png/g)].map(([, name]) => name ?? '');
    for (const name of shown)
      expect(shown).toContain(name.endsWith('-light') ? name.replace('-light', '-dark') : name.replace('-dark', '-light'));
    expect(readdirSync('docs/screenshots').sort()).toEqual([...new Set(shown)].map((name) => `${name}.png`).sort());
  });

  it('names flags that npm start takes', () => {
    const usage = readFileSync('build/start.mjs', 'utf8');
    const flags = [...text.matchAll(/npm start -- (--[\w-]+)/g)].map(([, flag]) => flag ?? '');
    expect(flags.filter((flag) => !usage.includes(`  ${flag} `))).toEqual([]);
  });
});
