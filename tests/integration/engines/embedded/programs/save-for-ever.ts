// Saves one checkpoint after the other, all ballots of one saying its number, and prints it; until it is killed.
import { foldVersion } from '../../../../../core/domain/tally.ts';
import { openEmbeddedTallyState } from '../../../../../engines/embedded/embedded-tally-state-store.ts';

const store = await openEmbeddedTallyState({ folder: process.argv[2] ?? '' });
const voters = Array.from({ length: 4_000 }, (_, index) => `v${index}`);
for (let offset = 1; ; offset += 1) {
  const changed = voters.map((voterId) => ({ runKey: 'p:1', voterId, ballot: { voteId: `${offset}`, stamp: offset, choice: [1] } }));
  await store.save({ partition: 0, saved: { offset, foldVersion, time: 0, unreadable: 0, runs: [] }, changed, droppedRuns: [] });
  process.stdout.write(`${offset}\n`);
}
