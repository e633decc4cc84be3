// Prints how many milliseconds after its append each new record of the votes topic arrived here.
import { openEmbeddedLogReader } from '../../../../../engines/embedded/embedded-event-log.ts';

const reader = await openEmbeddedLogReader({ folder: process.argv[2] ?? '' });
const subscription = reader.subscribe('votes', {
  from: 'end',
  onBatch: ({ records }) => {
    for (const { timestamp } of records) process.stdout.write(`${Date.now() - timestamp}\n`);
  },
  onFailure: (failure) => {
    throw failure;
  },
});
await subscription.caughtUp;
process.stdout.write('ready\n');
