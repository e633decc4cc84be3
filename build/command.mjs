// npm run simulate|export|backup|restore|bench|storm -- …: installs and builds what is missing, then runs the command.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled } from './install.mjs';
import { root } from './root.mjs';
import { run } from './run.mjs';

const [name = '', ...args] = process.argv.slice(2);

await ensureInstalled();
const { bundleAll } = await import('./bundle.mjs');
// The benchmarks run the whole product.
await bundleAll({ ...(name === 'bench' ? {} : { names: ['node'] }), force: false });
const script = join(root, 'out/commands', `${name}.js`);
if (!existsSync(script)) {
  console.error(`There is no command "${name}".`);
  process.exit(2);
}
process.exitCode = (await run(process.execPath, [script, ...args])).code;
