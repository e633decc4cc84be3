// Appends from many callers at once and prints each record once it is acknowledged, until it is killed.
import { pathToFileURL } from 'node:url';
import { openEmbeddedLog } from '../../../../../engines/embedded/embedded-event-log.ts';

const [folder = '', writerThread = ''] = process.argv.slice(2);
const plan = { votesPartitions: 4, resultsPartitions: 2 };
const log = await openEmbeddedLog({ folder, plan, writerThread: pathToFileURL(writerThread) });

async function appendOn(caller: number): Promise<never> {
  for (let round = 0; ; round += 1) {
    const value = `${process.pid}-${caller}-${round}`;
    const [appended] = await log.append('votes', [{ partition: (caller + round) % 4, key: 'p:1', value }]);
    // Written synchronously on a pipe: what the parent reads was acknowledged, and the other way round.
    process.stdout.write(`${appended?.partition ?? ''} ${appended?.offset ?? ''} ${value}\n`);
  }
}

await Promise.all(Array.from({ length: 40 }, (_, caller) => appendOn(caller)));
