import type { AuthorPollView } from '../../core/contract/http.ts';
import type { IngestProcess } from '../integration/ingest-process.ts';
import { eventually, openPoll, readAsAuthor } from '../integration/ingest-process.ts';

/** Opens a poll at the first server, and waits until all of them know: the others read of it in the log a moment later. */
export async function openEverywhere(servers: readonly [IngestProcess, ...IngestProcess[]], question: object): Promise<AuthorPollView> {
  const poll = await openPoll(servers[0], question);
  const isOpenAt = (server: IngestProcess) =>
    eventually(
      () => readAsAuthor(server, poll.id),
      ({ state }) => state === 'open',
    );
  await Promise.all(servers.map(isOpenAt));
  return poll;
}
