import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createJournal, readJournal } from '../../storm/journal.ts';

it('gives back from its file what every vote was answered, request by request', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kpoll-journal-'));
  try {
    const file = join(folder, 'journal.ndjson');
    let now = 0;
    const journal = createJournal(file, () => (now += 100));
    const send = (voteId: string, voter = 1) => journal.sent({ pollId: 'p', voter, voteId, choice: [2] });
    const [first, second, third, lost] = [send('a'), send('a'), send('b', 2), send('c', 3)];
    journal.note('something happened');
    journal.answer(second, 204, '');
    journal.answer(first, 0, '');
    journal.answer(third, 409, 'late');
    journal.answer(send('b', 2), 503, 'not-ready');
    journal.answer(send('d'), 409, 'already-voted');
    journal.answer(send('e'), 500, 'internal');
    journal.answer(send('f'), 204, '');
    await journal.close();

    const { sent, requests, answers, longestGapMs, faults } = await readJournal(file);
    expect([...(sent.get('p')?.values() ?? [])]).toMatchObject([
      { voteId: 'a', voter: 1, requests: 2, accepted: 1, late: 0, unanswered: 1, refused: [] },
      { voteId: 'b', voter: 2, requests: 2, accepted: 0, late: 1, unanswered: 1 },
      { voteId: 'c', voter: 3, requests: 1, accepted: 0, unanswered: 1 },
      { voteId: 'd', refused: ['409 already-voted'], unanswered: 0 },
      { voteId: 'e', unanswered: 1 },
      { voteId: 'f', accepted: 1 },
    ]);
    expect({ requests, longestGapMs, lost }).toEqual({ requests: 8, longestGapMs: 1_000, lost: 4 });
    expect(answers.get('no answer')).toBe(2);
    expect(faults).toEqual(['vote e was answered with 500 internal']);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
