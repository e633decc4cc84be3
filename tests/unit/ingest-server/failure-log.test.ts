import { expect, it } from 'vitest';
import { Failure } from '../../../core/domain/failure.ts';
import { createFailureLog } from '../../../ingest-server/failure-log.ts';

function setUp() {
  const lines: unknown[] = [];
  const clock = { now: 1_000 };
  const tell = createFailureLog({ logger: { error: (fields, message) => lines.push([fields, message]) }, clock: () => clock.now });
  return { lines, clock, tell };
}

const full = new Failure('disk-full', 'The disk is full.');

it('says what comes again and again once a minute, and how often it came', () => {
  const { lines, clock, tell } = setUp();
  for (let ms = 0; ms < 60_000; ms += 500, clock.now += 500) tell(full, { role: 'tally' });
  expect(lines).toEqual([[{ role: 'tally', code: 'disk-full' }, 'The disk is full.']]);
  tell(full, { role: 'tally' });
  expect(lines.slice(1)).toEqual([[{ role: 'tally', code: 'disk-full', timesSince: 119 }, 'The disk is full.']]);
  clock.now += 60_000;
  tell(full, { role: 'tally' });
  expect(lines.slice(2)).toEqual([[{ role: 'tally', code: 'disk-full' }, 'The disk is full.']]);
});

it('says at once what is new, or comes from somebody else', () => {
  const { lines, tell } = setUp();
  tell(full, { role: 'tally' });
  tell(full, { role: 'history' });
  tell(full);
  tell(new Failure('disk-full', 'The disk is still full.'));
  expect(lines).toHaveLength(4);
});

it('remembers a bounded number of them', () => {
  const { lines, tell } = setUp();
  for (let offset = 0; offset < 1_000; offset += 1) tell(new Failure('log-incomplete', `Record ${offset} is missing.`));
  tell(new Failure('log-incomplete', 'Record 0 is missing.'));
  tell(new Failure('log-incomplete', 'Record 999 is missing.'));
  expect(lines).toHaveLength(1_001);
});
