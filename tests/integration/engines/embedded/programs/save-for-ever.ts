// Saves one checkpoint after the other, all ballots of one saying its number, and prints it, and a line for each turn of the
// event loop between; until it is killed.
import { foldVersion } from '../../../../../core/domain/tally.ts';
import { openEmbeddedTallyState } from '../../../../../engines/embedded/embedded-tally-state-store.ts';
import { batchOf } from '../../../../unit/core/domain/ballots/ballot-samples.ts';

const store = await openEmbeddedTallyState({ folder: process.argv[2] ?? '' });
const batches = Array.from({ length: 200 }, (_, batch) => Array.from({ length: 1_000 }, (__, index) => `v${batch * 1_000 + index}`));
setInterval(() => process.stdout.write('turn\n'), 0);
for (let offset = 1; ; offset += 1) {
  const ballotOf = (voterId: string) => ({ voterId, voteId: `${offset}`, stamp: offset, choice: [1], others: [] });
  const changed = batches.map((voters) => ({ runKey: 'p:1', ...batchOf(voters.map(ballotOf)) }));
  await store.save({ partition: 0, saved: { offset, foldVersion, time: 0, unreadable: 0, runs: [] }, changed, droppedRuns: [] });
  process.stdout.write(`${offset}\n`);
}
