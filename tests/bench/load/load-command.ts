import type { LoadJob } from './load-messages.ts';
import { createPhoneLoad } from './phone-load.ts';
import { loadVotes } from './vote-load.ts';

// The load in a process of its own: what it measures is not to wait for what the benchmark does besides.
const phones = createPhoneLoad();

async function work(job: LoadJob): Promise<unknown> {
  switch (job.kind) {
    case 'votes':
      return loadVotes(job);
    case 'connect-phones':
      return phones.connect(job.url, job.pollId, job.count);
    case 'collect-deliveries':
      return phones.collect();
    case 'disconnect-phones':
      phones.disconnect();
      return undefined;
  }
}

process.on('message', (job: LoadJob) => {
  work(job).then(
    (value) => process.send?.({ ok: true, value }),
    (error: unknown) => process.send?.({ ok: false, message: error instanceof Error ? (error.stack ?? '') : String(error) }),
  );
});
process.on('disconnect', () => process.exit(0));
