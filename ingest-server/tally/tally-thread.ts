import { openEmbeddedTallyState } from '../../engines/embedded/embedded-tally-state-store.ts';
import { openLogOfThread } from '../threads/engine-of-thread.ts';
import { runThread } from '../threads/run-thread.ts';
import { startTally } from './tally-role.ts';

await runThread(async (context) => {
  const { log, rebuilds } = await openLogOfThread(context);
  const state = await openEmbeddedTallyState({ folder: context.folder });
  const { onFailure, onNote, onEnded } = context;
  const tally = await startTally({ log, state, clock: Date.now, onFailure, onNote, onEnded });
  return {
    report: () => ({ lags: tally.lags(), rebuilds: rebuilds() }),
    async stop() {
      await tally.stop();
      await state.stop();
      await log.stop();
    },
  };
});
