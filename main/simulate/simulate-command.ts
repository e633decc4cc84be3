import { writeFile } from 'node:fs/promises';
import { runCommand } from '../run-command.ts';
import { parseSimulateArguments, simulateUsage } from './simulate-arguments.ts';
import { progressLine, summaryText } from './simulate-report.ts';
import type { SimulationProgress } from './simulation.ts';
import { runSimulation } from './simulation.ts';

async function main(): Promise<void> {
  const wish = parseSimulateArguments(process.argv.slice(2));
  if (wish === 'help') {
    process.stdout.write(`${simulateUsage}\n`);
    return;
  }
  const controller = new AbortController();
  process.once('SIGINT', () => controller.abort());
  process.once('SIGTERM', () => controller.abort());
  const bar = createProgressBar();
  const summary = await runSimulation({ ...wish, signal: controller.signal, onProgress: bar.show });
  bar.end();
  process.stdout.write(`${summaryText(summary)}\n`);
  if (wish.jsonFile !== undefined) await writeFile(wish.jsonFile, `${JSON.stringify(summary, null, 2)}\n`);
}

/** On a terminal only: elsewhere it would fill a log. */
function createProgressBar() {
  const out = process.stderr;
  let lastShownAt = 0;
  let last: SimulationProgress | undefined;
  const draw = () => {
    if (out.isTTY && last !== undefined) out.write(`\r${progressLine(last)}\u001b[K`);
  };
  return {
    show(progress: SimulationProgress) {
      last = progress;
      if (Date.now() - lastShownAt < 100) return;
      lastShownAt = Date.now();
      draw();
    },
    end() {
      draw();
      if (out.isTTY) out.write('\n');
    },
  };
}

runCommand(main);
