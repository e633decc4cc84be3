import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isNewerPartial } from '../../../../core/domain/result.ts';
import { writeTimestampOf } from '../../../../engines/cassandra/write-timestamps.ts';
import { ballot, partial } from '../../../contract/history-samples.ts';
import { toBallot, toBallotValue } from '../../../../engines/cassandra/ballot-value.ts';

const mostCassandraTakes = 2n ** 63n - 1n;

describe('timestamps of writes', () => {
  it('order partials as readers do, within what Cassandra takes', () => {
    const version = fc.record({ foldVersion: fc.integer({ min: 1, max: 100_000 }), offset: fc.integer({ min: 0, max: 2 ** 43 }) });
    fc.assert(
      fc.property(version, version, (a, b) => {
        expect(writeTimestampOf.partial(a) > writeTimestampOf.partial(b)).toBe(isNewerPartial(partial(a), partial(b)));
        expect(writeTimestampOf.partial(a)).toBeLessThan(mostCassandraTakes);
      }),
    );
  });

  it('put the lower close marker above the higher, the later state of a poll above the earlier', () => {
    expect(writeTimestampOf.closeMarker(5)).toBeGreaterThan(writeTimestampOf.closeMarker(6));
    expect(writeTimestampOf.poll({ revision: 3, state: 'closed' })).toBeGreaterThan(
      writeTimestampOf.poll({ revision: 3, state: 'closing' }),
    );
    expect(writeTimestampOf.point(0)).toBeGreaterThan(0n);
  });

  it('leave it to the value which of two votes of one order stays', () => {
    const id = fc.stringMatching(/^[A-Za-z0-9_-]{1,32}$/);
    fc.assert(
      fc.property(id, id, fc.nat(), fc.nat(), (one, other, time, later) => {
        fc.pre(one !== other);
        const [a, b] = [toBallotValue(ballot({ voteId: one, time })), toBallotValue(ballot({ voteId: other, time: later }))];
        expect(Buffer.compare(Buffer.from(a), Buffer.from(b)) > 0).toBe(one > other);
      }),
    );
  });

  it('give a ballot back from its cell', () => {
    for (const choice of [[], [1], [3, 1, 100]]) {
      const row = ballot({ choice, order: Number.MAX_SAFE_INTEGER });
      expect(toBallot(row, row.voterId, toBallotValue(row))).toEqual(row);
    }
  });
});
