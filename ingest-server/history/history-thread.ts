import { openHistoryOfThread, openLogOfThread } from '../threads/engine-of-thread.ts';
import { runThread } from '../threads/run-thread.ts';
import { startHistory } from './history-role.ts';
import { ownPace, sharedPace } from './writing-pace.ts';

await runThread(async (context) => {
  const { log, rebuilds } = await openLogOfThread(context);
  const history = await openHistoryOfThread(context);
  const pace = context.besideHttp ? sharedPace : ownPace;
  const role = startHistory({ log, history, pace, clock: Date.now, onFailure: context.onFailure, onEnded: context.onEnded });
  return {
    report: () => ({ lags: role.lags(), rebuilds: rebuilds() }),
    async stop() {
      await role.stop();
      await history.stop();
      await log.stop();
    },
  };
});
