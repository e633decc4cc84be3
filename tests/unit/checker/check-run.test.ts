import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Vote } from '../../../core/domain/vote.ts';
import { faultsInKey, faultsInOrder } from '../../checker/check-log.ts';
import { checkRun } from '../../checker/check-run.ts';
import type { LoggedRecord, RunEvidence, SentVote } from '../../checker/evidence.ts';
import { honestRun, partitions, runOf } from './honest-run.ts';

type Plant = (run: RunEvidence) => RunEvidence;

/** A checker that cannot find a planted fault proves nothing: in every honest run the fault must be found, in these words. */
function finds(words: RegExp, plant: Plant, among: fc.Arbitrary<RunEvidence> = honestRun): void {
  fc.assert(
    fc.property(among, (run) => {
      expect(checkRun(run).faults).toEqual([]);
      expect(checkRun(plant(run)).faults.join('\n')).toMatch(words);
    }),
  );
}

const isVote = ({ record }: LoggedRecord) => record.kind === 'vote';
const closeOf = (records: readonly LoggedRecord[]) => records.findIndex(({ record }) => record.kind === 'close');
/** The partition with a vote in time, and where that vote is. */
const voteInTime = ({ log }: RunEvidence) => {
  const partition = log.findIndex((records) => records[1]?.record.kind === 'vote');
  const record = log[partition]?.[1]?.record;
  if (record?.kind !== 'vote') throw new Error('there is no vote in time');
  return { partition, vote: record.vote };
};
const withLog = (run: RunEvidence, change: (log: LoggedRecord[][]) => void): RunEvidence => {
  const log = run.log.map((records) => [...records]);
  change(log);
  return { ...run, log: log.map((records) => records.map((record, offset) => ({ ...record, offset }))) };
};
const withAnswer = (run: RunEvidence, voteId: string, change: Partial<SentVote>): RunEvidence => {
  const vote = run.sent.get(voteId);
  return vote === undefined ? run : { ...run, sent: new Map([...run.sent, [voteId, { ...vote, ...change }]]) };
};
const withoutVote = (run: RunEvidence, voteId: string) =>
  withLog(run, (log) => {
    for (const [index, records] of log.entries())
      log[index] = records.filter(({ record }) => record.kind !== 'vote' || record.vote.voteId !== voteId);
  });
/** The late vote of a run: it lies behind the close marker. */
const lateVote = ({ sent }: RunEvidence) => [...sent.values()].find(({ late }) => late > 0)?.voteId ?? '';
/** The only vote of somebody. */
const onlyVote = ({ sent }: RunEvidence) => {
  const votes = [...sent.values()];
  return votes.find(({ accepted, voter }) => accepted > 0 && votes.filter((vote) => vote.voter === voter).length === 1);
};
const withOnlyVote = honestRun.filter((run) => onlyVote(run) !== undefined);
const fixed = honestRun.filter(({ changes }) => changes === 'none');

const voteOf = (voteId: string, stamp: number): Vote => ({ pollId: 'poll-1', run: 1, voterId: 'voter-0', voteId, stamp, choice: [1] });

describe('the checker finds', () => {
  it('nothing in an honest run', () => {
    fc.assert(
      fc.property(honestRun, (run) => {
        expect(checkRun(run).faults).toEqual([]);
      }),
    );
  });

  it('a lost vote', () => finds(/is lost/, (run) => withoutVote(run, voteInTime(run).vote.voteId)));

  it('a doubled vote: stored once more under another voter', () =>
    finds(/under two voter ids: could be counted twice/, (run) =>
      withLog(run, (log) => {
        const { partition, vote } = voteInTime(run);
        log[partition]?.splice(1, 0, { offset: 0, timestamp: 1_000, record: { kind: 'vote', vote: { ...vote, voterId: 'somebody' } } });
      }),
    ));

  it('a doubled vote: made up under a new id', () =>
    finds(/was never sent/, (run) =>
      withLog(run, (log) => {
        const { partition, vote } = voteInTime(run);
        log[partition]?.splice(1, 0, { offset: 0, timestamp: 1_000, record: { kind: 'vote', vote: { ...vote, voteId: 'made-up' } } });
      }),
    ));

  it('a misfiled vote', () =>
    finds(/is not its voter's/, (run) =>
      withLog(run, (log) => {
        const { partition } = voteInTime(run);
        log[(partition + 1) % partitions]?.splice(1, 0, ...(log[partition]?.splice(1, 1) ?? []));
      }),
    ));

  it('an altered vote', () =>
    finds(/was altered/, (run) => {
      const { vote } = voteInTime(run);
      return withAnswer(run, vote.voteId, { choice: [...vote.choice, 99] });
    }));

  it('a refused vote that is stored', () =>
    finds(/was refused \(409 poll-closed\) and is yet in the log/, (run) =>
      withAnswer(run, voteInTime(run).vote.voteId, { accepted: 0, refused: ['409 poll-closed'] }),
    ));

  it('a vote that was told to be late and is not in the log', () =>
    finds(/is lost: it was told to be late/, (run) => withoutVote(run, lateVote(run))));

  it('a refused vote that no log of any partition has', () => finds(/the log holds nothing of it/, (run) => ({ ...run, log: [] })));

  it('a 204 for a vote behind the close marker', () =>
    finds(/got a 204 and does not count/, (run) => withAnswer(run, lateVote(run), { accepted: 1, late: 0 })));

  it('a vote that was told to be late and counts', () =>
    finds(/was told to be late and yet counts/, (run) => withAnswer(run, voteInTime(run).vote.voteId, { accepted: 0, late: 1 })));

  it('a missing close marker', () =>
    finds(/has no close marker/, (run) =>
      withLog(run, (log) => {
        const records = log[0] ?? [];
        log[0] = records.slice(0, closeOf(records));
      }),
    ));

  it('a wrong number on the screen', () =>
    finds(/on the screen: option 1: /, ({ screen, ...run }) => ({
      ...run,
      screen: screen && { ...screen, options: screen.options.map((o) => (o.number === 1 ? { ...o, votes: o.votes + 1 } : o)) },
    })));

  it('an option that the screen does not have', () =>
    finds(/on the screen: option \d+: 0 votes, should be/, ({ screen, ...run }) => ({
      ...run,
      screen: screen && { ...screen, options: screen.options.filter(({ votes }) => votes === 0) },
    })));

  it('wrong repeats, late and invalid votes on the screen', () => {
    for (const [name, words] of [
      ['repeats', /on the screen: \d+ repeats, should be/],
      ['late', /on the screen: \d+ late votes, should be/],
      ['invalid', /on the screen: 1 invalid votes, should be 0/],
    ] as const)
      finds(words, ({ screen, ...run }) => ({ ...run, screen: screen && { ...screen, [name]: screen[name] + 1 } }));
  });

  it('a result that never got final', () => finds(/never became final/, (run) => ({ ...run, screen: undefined })));

  it('a step backwards on the screen', () =>
    finds(/the screen went back from \d+ to \d+ voters/, ({ samples, ...run }) => ({
      ...run,
      samples: [...samples, ...samples.slice(-1).map((last) => ({ ...last, voters: last.voters - 1 }))],
    })));

  it('an option that steps backwards where votes may not change', () =>
    finds(
      /votes for option 1/,
      ({ samples, ...run }) => ({
        ...run,
        samples: samples.map((one, index) => (index === 3 ? { ...one, votes: [-1, ...one.votes.slice(1)] } : one)),
      }),
      fixed,
    ));

  it('a final result that is taken back', () =>
    finds(/took back that the result is final/, ({ samples, ...run }) => ({
      ...run,
      samples: [...samples, ...samples.slice(-1).map((last) => ({ ...last, final: false }))],
    })));

  it('a desktop that was started again and never shows what the one before it showed', () =>
    finds(/in its last session the screen went back from \d+ to 0 voters/, ({ samples, ...run }) => ({
      ...run,
      samples: [...samples, ...samples.slice(0, 1).map((first) => ({ ...first, session: 2, voters: 0 }))],
    })));

  it('a row that is missing in the CSV', () => finds(/the CSV has \d+ ballots for/, (run) => ({ ...run, csv: run.csv.slice(1) })));

  it('a ballot that is missing, one too many, one altered', () => {
    finds(/history has no ballot of/, (run) => ({ ...run, ballots: run.ballots.slice(1) }));
    finds(/history has two ballots of/, (run) => ({ ...run, ballots: [...run.ballots, ...run.ballots.slice(0, 1)] }));
    finds(/history has a ballot of voter stranger, who has no vote/, ({ ballots, ...run }) => ({
      ...run,
      ballots: [...ballots, ...ballots.slice(0, 1).map((ballot) => ({ ...ballot, voterId: 'stranger' }))],
    }));
    finds(/history has vote another as the ballot of/, ({ ballots, ...run }) => ({
      ...run,
      ballots: ballots.map((ballot, index) => (index === 0 ? { ...ballot, voteId: 'another' } : ballot)),
    }));
    finds(/history has an altered ballot/, ({ ballots, ...run }) => ({
      ...run,
      ballots: ballots.map((ballot, index) => (index === 0 ? { ...ballot, choice: [99] } : ballot)),
    }));
  });

  it('a 204 for a second, different choice where votes may not change', () =>
    finds(
      /got a 204 for 99, but [\d,]+ counts and may not change/,
      (run) => {
        const first = run.sent.get(run.ballots[0]?.voteId ?? '');
        if (first === undefined) throw new Error('there is no ballot');
        return { ...run, sent: new Map([...run.sent, ['second', { ...first, voteId: 'second', place: 1_000, choice: [99] }]]) };
      },
      fixed,
    ));

  it('a vote that is filed under another poll, another run, or a poll that nobody opened', () => {
    const keys = new Set(['poll-1:1', 'poll-2:1']);
    const ofRun = (run: number) => ({ kind: 'vote' as const, vote: { ...voteOf('a', 1), run } });
    expect(faultsInKey('poll-1:1', ofRun(1), keys)).toEqual([]);
    expect(faultsInKey('poll-2:1', ofRun(1), keys)).toEqual(['a record of poll-1:1 lies under poll-2:1']);
    expect(faultsInKey('poll-1:1', ofRun(2), keys)).toEqual(['a record of poll-1:2 lies under poll-1:1']);
    expect(faultsInKey('poll-1:2', ofRun(2), keys)).toEqual(['a record lies under poll-1:2, which no poll was opened with']);
    expect(faultsInKey('poll-3:1', { kind: 'close', marker: { pollId: 'poll-3', run: 1 } }, keys)).toHaveLength(1);
  });

  it('a vote that counts in the place of a later one, unless a lost copy of it was stored behind that one where votes may change', () => {
    const [first, second, last] = [voteOf('a', 1), voteOf('b', 2), { ...voteOf('c', 4), voterId: 'voter-1' }];
    const words = 'of voter 0 vote b should count, not a';
    const lost = { requests: 2, unanswered: 1 };
    const overtaking = runOf([first, second, last], 'until-close', 0, [{ ...first, stamp: 3 }]);
    expect(checkRun(withAnswer(overtaking, 'a', lost))).toMatchObject({ faults: [], known: { overtaken: 1 } });
    expect(checkRun(overtaking).faults.join()).toContain(words);
    const stampedTooHigh = runOf([{ ...first, stamp: 3 }, second, last], 'until-close', 0);
    expect(checkRun(withAnswer(stampedTooHigh, 'a', lost)).faults.join()).toContain(words);
    const unchanging = runOf([second, first, last], 'none', 0);
    const swapped = [
      { a: 0, b: 1 },
      { a: 1, b: 0 },
    ].map((places) =>
      Object.entries(places).reduce((run, [voteId, place]) => withAnswer(run, voteId, { place }), withAnswer(unchanging, 'b', lost)),
    );
    expect(swapped.map((run) => checkRun(run).faults.length > 0)).toEqual([true, false]);
  });

  it('reordered votes: the first of two is not the one that counts any more', () =>
    finds(
      /should count, not/,
      (run) =>
        withLog(run, (log) => {
          for (const [index, records] of log.entries()) {
            const [votes, close] = [records.slice(1, closeOf(records)), records.slice(closeOf(records))];
            log[index] = [...records.slice(0, 1), ...votes.reverse(), ...close];
          }
        }),
      fixed.filter(hasTwoDifferentVotesOfOne),
    ));

  it('reordered records: offsets and times that go back', () => {
    const records = [0, 1, 2, 3].map((offset) => ({ offset, timestamp: 1_000 + offset }));
    expect(faultsInOrder(0, records)).toEqual([]);
    const [first, second, third, fourth] = records as [LoggedRecord, LoggedRecord, LoggedRecord, LoggedRecord];
    expect(faultsInOrder(0, [first, third, second, fourth]).join()).toMatch(/offset 2 comes after 0.*offset 1 comes after 2/);
    expect(faultsInOrder(0, [first, second, { ...third, timestamp: 5 }]).join()).toMatch(/lies before the one of its predecessor/);
    expect(faultsInOrder(0, [first, third])).toHaveLength(1);
  });
});

describe('the checker allows, and counts', () => {
  it('a vote told to be late of which an earlier copy, whose answer was lost, counts', () =>
    fc.assert(
      fc.property(withOnlyVote, (run) => {
        const told = withAnswer(run, onlyVote(run)?.voteId ?? '', { requests: 2, accepted: 0, late: 1, unanswered: 1 });
        expect(checkRun(told)).toMatchObject({ faults: [], known: { lateYetCounted: 1 } });
      }),
    ));

  it('that a lost answer leaves a vote unknown', () =>
    fc.assert(
      fc.property(withOnlyVote, (run) => {
        expect(checkRun(withAnswer(run, onlyVote(run)?.voteId ?? '', { accepted: 0, unanswered: 1 })).faults).toEqual([]);
      }),
    ));
});

function hasTwoDifferentVotesOfOne({ log }: RunEvidence): boolean {
  return log.some((records) => {
    const votes = records.slice(0, closeOf(records)).filter(isVote);
    const first = new Map<string, string>();
    for (const { record } of votes)
      if (record.kind === 'vote' && !first.has(record.vote.voterId)) first.set(record.vote.voterId, record.vote.voteId);
    const last = new Map(
      votes.flatMap(({ record }) => (record.kind === 'vote' ? [[record.vote.voterId, record.vote.voteId] as const] : [])),
    );
    return [...first].some(([voterId, voteId]) => last.get(voterId) !== voteId);
  });
}
