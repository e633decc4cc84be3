import { connectEmbeddedLog } from '../../engines/embedded/embedded-event-log.ts';
import { openEmbeddedHistory } from '../../engines/embedded/embedded-history-store.ts';
import { runThread } from '../threads/run-thread.ts';
import { startHistory } from './history-role.ts';

await runThread(async ({ folder, port, onFailure }) => {
  const log = await connectEmbeddedLog({ folder, port });
  const history = await openEmbeddedHistory({ folder });
  const role = await startHistory({ log, history, onFailure });
  return {
    async stop() {
      await role.stop();
      await history.stop();
      await log.stop();
    },
  };
});
