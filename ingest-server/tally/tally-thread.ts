import { connectEmbeddedLog } from '../../engines/embedded/embedded-event-log.ts';
import { openEmbeddedTallyState } from '../../engines/embedded/embedded-tally-state-store.ts';
import { runThread } from '../threads/run-thread.ts';
import { startTally } from './tally-role.ts';

await runThread(async ({ folder, port, onFailure }) => {
  const log = await connectEmbeddedLog({ folder, port });
  const state = await openEmbeddedTallyState({ folder });
  const tally = await startTally({ log, state, clock: Date.now, onFailure });
  return {
    async stop() {
      await tally.stop();
      await state.stop();
      await log.stop();
    },
  };
});
