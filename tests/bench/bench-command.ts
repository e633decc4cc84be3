import { parseArgs } from 'node:util';
import { benchIngest } from './ingest-bench.ts';

const { values } = parseArgs({ options: { quick: { type: 'boolean' }, only: { type: 'string' } } });
const rounds = values.quick ? 3 : 5;
const seconds = values.quick ? 3 : 8;

const result = await benchIngest({ rounds, seconds, connections: 64 });
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
