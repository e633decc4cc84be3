import { describe, expect, it } from 'vitest';
import { failureCodes } from '../../../core/domain/failure.ts';
import { sentenceFor } from '../../../participant/problem-sentences.ts';

describe('what a voter is told', () => {
  it('says for every problem what became of the vote and what to do', () => {
    for (const code of [...failureCodes, 'of-tomorrow', 'constructor'])
      for (const mayBeRecorded of [false, true]) {
        expect(sentenceFor(code, mayBeRecorded)).toMatch(/record|count|gone|stays/);
        expect(sentenceFor(code, mayBeRecorded)).toMatch(/\.$/);
      }
  });

  it('never says that a vote was not recorded when nobody knows what became of an earlier try', () => {
    for (const code of [...failureCodes, 'of-tomorrow']) {
      expect(sentenceFor(code, true)).not.toMatch(/not (yet )?(recorded|counted)/);
    }
    expect(sentenceFor('poll-closed', true)).toMatch(/may have been recorded/);
  });
});
