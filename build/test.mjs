// npm test: installs what is missing and runs everything. Names of stages as arguments run only those.
import { ensureInstalled } from './install.mjs';

await ensureInstalled();
const { runStages } = await import('./test-stages.mjs');
process.exitCode = await runStages(process.argv.slice(2));
