import { expect, it } from 'vitest';
import { inWords, timeByKind } from '../../../bench/profile/time-by-kind.ts';

const node = (id: number, functionName: string, url = '') => ({
  id,
  callFrame: { functionName, url, scriptId: '0', lineNumber: 0, columnNumber: 0 },
});

it('sorts the time a thread is busy by what the code does', () => {
  const nodes = [
    ...[
      node(1, '(idle)'),
      node(2, 'writeLatin1String'),
      node(3, '(garbage collector)'),
      node(4, 'compress', 'a/ingest-server/votes/sha256.ts'),
    ],
    ...[node(5, 'record', 'a/ingest-server/votes/vote-intake.ts'), node(6, 'dispatch')],
  ];
  const profile = { nodes, samples: [1, 2, 3, 4, 5, 6, 2], timeDeltas: [500, 20, 10, 30, 20, 300, 20], startTime: 0, endTime: 900 };
  const time = timeByKind(profile, (url) => url);
  expect(inWords(time)).toBe(
    'writing to sockets 40 %, signatures (device, voter, receipt) 30 %, checking and routing of votes 20 %, garbage collection 10 %',
  );
});
