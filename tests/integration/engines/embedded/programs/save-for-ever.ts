// Saves one checkpoint after the other, all ballots of one saying its number, and prints it, and a line for each turn of the
// event loop between; until it is killed.
import { foldVersion } from '../../../../../core/domain/tally.ts';
import { openEmbeddedTallyState } from '../../../../../engines/embedded/embedded-tally-state-store.ts';

const store = await openEmbeddedTallyState({ folder: process.argv[2] ?? '' });
const voters = Array.from({ length: 200_000 }, (_, index) => `v${index}`);
setInterval(() => process.stdout.write('turn\n'), 0);
for (let offset = 1; ; offset += 1) {
  const changed = voters.map((voterId) => ({ runKey: 'p:1', voterId, ballot: { voteId: `${offset}`, stamp: offset, choice: [1] } }));
  await store.save({ partition: 0, saved: { offset, foldVersion, time: 0, unreadable: 0, runs: [] }, changed, droppedRuns: [] });
  process.stdout.write(`${offset}\n`);
}
