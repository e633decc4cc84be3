import { describe, expect, it } from 'vitest';
import { failureCodes } from '../../../core/domain/failure.ts';
import { sentenceFor } from '../../../participant/problem-sentences.ts';

describe('what a voter is told', () => {
  it('says for every problem what became of the vote and what to do', () => {
    for (const code of [...failureCodes, 'of-tomorrow', 'constructor']) {
      expect(sentenceFor(code)).toMatch(/record|count|gone|stays/);
      expect(sentenceFor(code)).toMatch(/\.$/);
    }
  });
});
