import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { renderPollPage } from '../../../ingest-server/pages/poll-page.ts';

const root = join(import.meta.dirname, '../../..');
const limitBytes = 20_000;

async function gzippedBundle(file: string): Promise<number> {
  const { outputFiles } = await build({ entryPoints: [join(root, file)], bundle: true, minify: true, write: false, outdir: root });
  return outputFiles.reduce((sum, output) => sum + gzipSync(output.contents).length, 0);
}

it('page, script and style of a poll with 40 options weigh less than 20 kB gzipped', async () => {
  const options = Array.from({ length: 40 }, (_, index) => ({
    number: index + 1,
    label: `Candidate ${(index * 7919) % 1000} of the list`,
    votes: index * 31,
  }));
  const html = renderPollPage({
    timeZone: 'UTC',
    now: 0,
    view: {
      id: 'poll-1',
      code: 'ACDEFG',
      question: 'Who shall speak for us?',
      type: 'multiple',
      min: 1,
      max: 5,
      state: 'open',
      reveal: 'always',
      changes: 'until-close',
      options,
      result: {
        run: 1,
        voters: 4_711,
        duplicates: 0,
        late: 0,
        invalid: 0,
        final: false,
        completeUpTo: null,
        closedPartitions: 0,
        partitions: 4,
        incomplete: null,
      },
    },
    voteId: 'abcdefghijklmnop',
    chosen: [1, 2],
    status: 'voted',
    live: true,
  });
  const bytes = gzipSync(html).length + (await gzippedBundle('participant/page.ts')) + (await gzippedBundle('participant/page.css'));
  expect(bytes).toBeLessThan(limitBytes);
  // Room for a poll in any language: most of the limit is to stay free.
  expect(bytes).toBeLessThan(limitBytes * 0.6);
});
