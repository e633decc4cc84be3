import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEncodedVote } from '../../../../core/contract/encoded-vote.ts';
import { decodeAnyVotesRecord, decodeVotesRecord, encodeVote } from '../../../../core/contract/topics.ts';
import type { Vote } from '../../../../core/domain/vote.ts';

const idArbitrary = fc.stringMatching(/^[A-Za-z0-9_-]{1,34}$/);
const voteArbitrary: fc.Arbitrary<Vote> = fc.record({
  pollId: idArbitrary,
  run: fc.nat(),
  voterId: idArbitrary,
  voteId: idArbitrary,
  stamp: fc.oneof(fc.maxSafeNat(), fc.constant(1_795_230_000_000)),
  choice: fc.array(fc.nat(1_000_000), { maxLength: 8 }),
});

const textOf = (vote: Vote) => encodeVote(0, vote).value;

/** Letters that matter to JSON, or to numbers. */
const junk = fc.oneof(
  fc.constantFrom('"', '\\', '\\u0041', '0', '-', '.5', 'e3', ' ', '\n', ',', '[', ']', '}', '{', ':', 'é', '\u2028', ''),
  fc.string(),
);

const mutated = fc.tuple(voteArbitrary, fc.nat(200), fc.nat(3), junk).map(([vote, at, length, put]) => {
  const text = textOf(vote);
  const place = at % (text.length + 1);
  return text.slice(0, place) + put + text.slice(place + length);
});

function bothSay(value: string): void {
  expect(decodeVotesRecord({ key: 'k', value })).toEqual(decodeAnyVotesRecord({ key: 'k', value }));
}

describe('reading a vote by its fixed form', () => {
  it('understands what servers write', () => {
    fc.assert(
      fc.property(voteArbitrary, (vote) => {
        // Beyond 15 digits it leaves the number to JSON.
        if (vote.stamp < 1e15) expect(readEncodedVote(textOf(vote))).toEqual(vote);
        bothSay(textOf(vote));
      }),
    );
  });

  it('says what JSON.parse says of a text that was altered anywhere, or leaves it alone', () => {
    fc.assert(fc.property(mutated, bothSay), { numRuns: 20_000 });
  });

  it('says what JSON.parse says of ids with any letters', () => {
    fc.assert(
      fc.property(voteArbitrary, fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (vote, voterId, voteId) =>
        bothSay(textOf({ ...vote, voterId, voteId })),
      ),
    );
  });

  it('is malformed beyond the limits of ids and choices, in whatever form', () => {
    const vote: Vote = { pollId: 'p', run: 1, voterId: 'a', voteId: 'b', stamp: 7, choice: [1] };
    const many = Array.from({ length: 101 }, (_, index) => index);
    const hostile = [{ voterId: '' }, { voteId: '' }, { voterId: 'x'.repeat(65) }, { voteId: 'x'.repeat(70_000) }, { choice: many }];
    for (const change of hostile) {
      const value = textOf({ ...vote, ...change });
      expect(decodeVotesRecord({ key: 'k', value })).toEqual({ kind: 'malformed', runKey: 'k' });
      bothSay(value);
    }
    expect(decodeVotesRecord({ key: 'k', value: textOf({ ...vote, voterId: 'x'.repeat(64) }) })).toMatchObject({ kind: 'vote' });
  });

  it('leaves numbers alone that JSON does not have, or that are not exact', () => {
    const text = textOf({ pollId: 'p', run: 1, voterId: 'a', voteId: 'b', stamp: 7, choice: [1, 2] });
    const odd = [
      ...['01', '-1', '1.5', '1e3', '', '9007199254740993', '12345678901234567890'].map((run) => text.replace('"run":1', `"run":${run}`)),
      ...['07', '-7', '7.0', '', '9007199254740993'].map((stamp) => text.replace('"stamp":7', `"stamp":${stamp}`)),
      ...['[01]', '[1,]', '[,1]', '[1,,2]', '[1 ,2]', '[1;2]', '["1"]', '[[1]]', '[1]]', '[-1]'].map((choice) =>
        text.replace('[1,2]', choice),
      ),
      `${text} `,
      ` ${text}`,
      `${text}}`,
      text.slice(0, -1),
    ];
    for (const value of odd) {
      expect(readEncodedVote(value), value).toBeUndefined();
      bothSay(value);
    }
    expect(readEncodedVote(text.replace('[1,2]', '[]'))).toMatchObject({ choice: [] });
  });
});
