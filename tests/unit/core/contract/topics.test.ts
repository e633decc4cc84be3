import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodePollCommand,
  decodeResultsRecord,
  decodeVotesRecord,
  encodeCloseMarker,
  encodeOpenMarker,
  encodePartial,
  encodePollCommand,
  encodeServer,
  encodeStatus,
  encodeVote,
} from '../../../../core/contract/topics.ts';
import { completeContent } from '../../../../core/domain/poll.ts';
import { partialOf } from '../../../../core/domain/result.ts';
import { foldRecords, markerOf, tallyOf, voteArbitrary } from '../domain/fold-samples.ts';

/** As logs out there hold them: these texts must be understood for ever. */
const stored = {
  create:
    '{"v":1,"kind":"create","pollId":"p1","commandId":"c1","at":1700000000000,"code":"ACDEFG","content":{"question":"Tea?","type":"single","options":[{"number":1,"label":"Yes"},{"number":2,"label":"No"}],"min":1,"max":1,"reveal":"always","changes":"none","timeZone":"Europe/Berlin"},"nextOption":3}',
  open: '{"v":1,"kind":"open","pollId":"p1","commandId":"c2","at":1700000000001,"revision":1,"partitions":4,"buckets":1,"fingerprint":"f00d"}',
  opened: '{"v":1,"kind":"opened","pollId":"p1","commandId":"c3","at":1700000000002,"run":1}',
  close: '{"v":1,"kind":"close","pollId":"p1","commandId":"c4","at":1700000000003,"revision":2}',
  closeDue: '{"v":1,"kind":"close","pollId":"p1","commandId":"c5","at":1700000000003,"revision":2,"timing":1}',
  scheduleAt:
    '{"v":1,"kind":"schedule","pollId":"p1","commandId":"c6","at":1700000000004,"revision":2,"closing":{"kind":"at","at":1700000600000}}',
  scheduleAfter:
    '{"v":1,"kind":"schedule","pollId":"p1","commandId":"c7","at":1700000000004,"revision":2,"closing":{"kind":"after","minutes":10}}',
  openMarker:
    '{"v":1,"kind":"open","pollId":"p1","run":1,"rule":{"type":"single","options":[1,2],"min":1,"max":1},"changes":"none","partitions":4,"buckets":1,"fingerprint":"f00d"}',
  vote: '{"v":1,"kind":"vote","pollId":"p1","run":1,"voterId":"abc","voteId":"12345678","stamp":1700000000000,"choice":[2]}',
  closeMarker: '{"v":1,"kind":"close","pollId":"p1","run":1}',
  partial:
    '{"v":1,"kind":"partial","foldVersion":1,"pollId":"p1","run":1,"partition":0,"partitions":4,"offset":7,"time":1700000000000,"options":[1,2],"counts":[3,4],"voters":7,"duplicates":0,"repeats":0,"late":0,"invalid":0,"closedAt":null}',
  status:
    '{"v":1,"kind":"status","partition":0,"folded":8,"end":8,"time":1700000001000,"foldedTime":1700000000000,"unreadable":0,"stopped":null}',
  server:
    '{"v":1,"kind":"server","id":"s-1","version":"0.1.0","url":"http://10.0.0.1:7300","roles":["http","tally"],"startedAt":1700000000000,"time":1700000001000,"stopped":false,"lags":[{"role":"tally","topic":"votes","partition":3,"records":7,"seconds":0.5}]}',
};

const without = (text: string, field: string) => {
  const { [field]: _gone, ...rest } = JSON.parse(text) as Record<string, unknown>;
  return JSON.stringify(rest);
};

describe('records of the polls topic', () => {
  it('are read as they were stored by version 1', () => {
    const { create, open, opened, close, closeDue, scheduleAt, scheduleAfter } = stored;
    for (const text of [create, open, opened, close, closeDue, scheduleAt, scheduleAfter])
      expect(decodePollCommand(text)).toEqual(JSON.parse(text));
  });

  it('come back as they were written, under the key of their poll', () => {
    const { content, nextOption } = completeContent({ question: 'Ä "quoted" 😀?', options: ['a', 'b'], type: 'multiple' });
    const command = { v: 1, kind: 'edit', pollId: 'p9', commandId: 'c', at: 1, revision: 3, content, nextOption } as const;
    const record = encodePollCommand(command);
    expect(record).toMatchObject({ partition: 0, key: 'p9' });
    expect(decodePollCommand(record.value)).toEqual(command);
  });

  it('are skipped where something is missing, of another version or unknown', () => {
    const bad = [
      ...['v', 'kind', 'pollId', 'code', 'content'].map((field) => without(stored.create, field)),
      without(stored.open, 'revision'),
    ];
    for (const text of [...bad, stored.open.replace('"v":1', '"v":2'), stored.open.replace('"open"', '"explode"'), '', 'null', '[]', '{']) {
      expect(decodePollCommand(text), text).toBeUndefined();
    }
  });
});

describe('records of the votes topic', () => {
  it('are read as they were stored by version 1', () => {
    expect(decodeVotesRecord({ key: 'p1:1', value: stored.vote })).toMatchObject({ kind: 'vote', vote: { voterId: 'abc', choice: [2] } });
    expect(decodeVotesRecord({ key: 'p1:1', value: stored.openMarker })).toMatchObject({
      kind: 'open',
      marker: { partitions: 4, changes: 'none' },
    });
    expect(decodeVotesRecord({ key: 'p1:1', value: stored.closeMarker })).toMatchObject({
      kind: 'close',
      marker: { pollId: 'p1', run: 1 },
    });
  });

  it('come back as they were written, under the key of their run', () => {
    fc.assert(
      fc.property(voteArbitrary(50), fc.nat(11), (vote, partition) => {
        const record = encodeVote(partition, vote);
        expect(record).toMatchObject({ partition, key: `${vote.pollId}:1` });
        expect(decodeVotesRecord(record)).toMatchObject({ kind: 'vote', vote });
      }),
    );
    const marker = markerOf('until-close', 12);
    expect(decodeVotesRecord(encodeOpenMarker(3, marker))).toMatchObject({ kind: 'open', marker });
    expect(decodeVotesRecord(encodeCloseMarker(3, marker))).toMatchObject({ kind: 'close', marker: { pollId: marker.pollId, run: 1 } });
  });

  it('are charged to their run as malformed where they are damaged', () => {
    const fields = ['v', 'kind', 'pollId', 'run', 'voterId', 'voteId', 'stamp', 'choice'].map((field) => without(stored.vote, field));
    const wrong = ['"choice":["2"]', '"choice":2', '"choice":[1.5]', '"choice":null'].map((part) =>
      stored.vote.replace('"choice":[2]', part),
    );
    const others = [
      without(stored.openMarker, 'rule'),
      without(stored.closeMarker, 'run'),
      stored.vote.slice(0, 40),
      '',
      'null',
      '7',
      '{}',
    ];
    for (const value of [...fields, ...wrong, ...others]) {
      expect(decodeVotesRecord({ key: 'p1:1', value }), value).toEqual({ kind: 'malformed', runKey: 'p1:1' });
    }
  });
});

describe('records of the results topic', () => {
  it('are read as they were stored by version 1', () => {
    expect(decodeResultsRecord(stored.partial)).toEqual(JSON.parse(stored.partial));
    expect(decodeResultsRecord(stored.status)).toEqual(JSON.parse(stored.status));
    expect(decodeResultsRecord(stored.server)).toEqual(JSON.parse(stored.server));
  });

  it('come back as they were written, under keys that compaction may keep one of', () => {
    const partial = partialOf(3, tallyOf(foldRecords(markerOf('none', 4), [])));
    expect(encodePartial(1, partial)).toMatchObject({ partition: 1, key: 'poll-1:1:3' });
    expect(decodeResultsRecord(encodePartial(1, partial).value)).toMatchObject({ kind: 'partial', ...partial });
    const status = { partition: 2, folded: 1, end: 2, time: 3, foldedTime: 4, unreadable: 5, stopped: 'why' };
    expect(encodeStatus(2, status)).toMatchObject({ partition: 2, key: 'status:2' });
    expect(decodeResultsRecord(encodeStatus(2, status).value)).toMatchObject({ kind: 'status', ...status });
    const server = { id: 's', version: '1', url: 'http://s', roles: ['history'], startedAt: 1, time: 2, stopped: true, lags: [] } as const;
    expect(encodeServer(server)).toMatchObject({ partition: 0, key: 'server:s' });
    expect(decodeResultsRecord(encodeServer(server).value)).toMatchObject({ kind: 'server', ...server });
  });

  it('are skipped where they make no sense', () => {
    const negative = stored.partial.replace('"voters":7', '"voters":-1');
    for (const text of [
      without(stored.partial, 'counts'),
      negative,
      without(stored.status, 'end'),
      without(stored.server, 'lags'),
      stored.status.replace('"v":1', '"v":9'),
      'x',
    ]) {
      expect(decodeResultsRecord(text), text).toBeUndefined();
    }
  });
});

describe('reading any record', () => {
  it('never throws, whatever the text', () => {
    const damaged = fc
      .tuple(fc.constantFrom(...Object.values(stored)), fc.nat(300), fc.string())
      .map(([text, at, junk]) => text.slice(0, at) + junk + text.slice(at + 1));
    const anything = fc.oneof(fc.string(), fc.json(), damaged, fc.constant('['.repeat(20_000)));
    fc.assert(
      fc.property(anything, (value) => {
        decodePollCommand(value);
        decodeVotesRecord({ key: value, value });
        decodeResultsRecord(value);
      }),
      { numRuns: 1_000 },
    );
  });
});
