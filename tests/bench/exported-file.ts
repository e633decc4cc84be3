import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** Throws where a file of ballots does not hold, beside its headers, exactly so many for each option. */
export async function mustHoldBallots(file: string, counts: readonly number[]): Promise<void> {
  const endings = counts.map((_count, option) => `,${counts.map((_other, index) => (index === option ? 1 : 0)).join(',')}`);
  const found = counts.map(() => 0);
  let others = 0;
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const option = endings.findIndex((ending) => line.endsWith(ending));
    if (option === -1) others += 1;
    else found[option] = (found[option] ?? 0) + 1;
  }
  if (others === 1 && found.every((count, option) => count === counts[option])) return;
  throw new Error(
    `The export holds ${found.join(', ')} ballots for the options and ${others - 1} other lines, instead of ${counts.join(', ')}`,
  );
}
