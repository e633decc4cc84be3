// Once told to go, opens the history and writes one ballot, of the voter that it is given.
import { once } from 'node:events';
import { openEmbeddedHistory } from '../../../../../engines/embedded/embedded-history-store.ts';
import { ballot } from '../../../../contract/history-samples.ts';

const [folder = '', voterId = ''] = process.argv.slice(2);
process.stdout.write('ready\n');
await once(process.stdin, 'data');
const history = await openEmbeddedHistory({ folder });
await history.write({ ballots: [ballot({ voterId })] });
process.stdout.write('written\n');
await history.stop();
