import { messageOf } from '../../core/domain/failure.ts';

/** What ends together with a piece of work, however that ends. */
export type OnEnd = (end: () => unknown) => void;

/** Ends what was begun in `work`, the last first, each even where another cannot be ended; throws what went wrong in either. */
export async function scoped<T>(work: (onEnd: OnEnd) => Promise<T>): Promise<T> {
  const endings: (() => unknown)[] = [];
  const failures: unknown[] = [];
  const keep = (failure: unknown) => void failures.push(failure);
  const outcome = await work((end) => endings.push(end)).then((value) => ({ value }), keep);
  for (const end of endings.reverse()) await Promise.resolve().then(end).catch(keep);
  const [first] = failures;
  if (failures.length > 1) throw new AggregateError(failures, failures.map(messageOf).join('; and then: '), { cause: first });
  if (outcome === undefined) throw first;
  if (failures.length === 1) throw first;
  return outcome.value;
}
