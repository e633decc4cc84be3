/** Works through `items` with so many at a time; after a failure nothing new is begun, and the first failure is thrown. */
export async function inParallel<T>(items: Iterable<T>, atATime: number, work: (item: T) => Promise<void>): Promise<void> {
  const iterator = items[Symbol.iterator]();
  let failed = false;
  async function worker(): Promise<void> {
    for (let next = iterator.next(); !failed && next.done !== true; next = iterator.next()) {
      try {
        await work(next.value);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  }
  await Promise.all(Array.from({ length: atATime }, worker));
}

/** Results in the order of `items`, though up to `ahead` are worked on at the same time. */
export async function* inOrder<T, R>(items: Iterable<T>, ahead: number, work: (item: T) => Promise<R>): AsyncGenerator<R> {
  const running: Promise<Outcome<R>>[] = [];
  for (const item of items) {
    running.push(outcomeOf(work(item)));
    if (running.length >= ahead) yield await taken(running);
  }
  while (running.length > 0) yield await taken(running);
}

type Outcome<R> = { readonly value: R } | { readonly error: unknown };

/** A failure waits here until its turn: whoever stops listening before that has no use for it. */
function outcomeOf<R>(work: Promise<R>): Promise<Outcome<R>> {
  return work.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
}

async function taken<R>(running: Promise<Outcome<R>>[]): Promise<R> {
  const outcome = await running.shift();
  if (outcome === undefined) throw new Error('nothing is being worked on');
  if ('error' in outcome) throw outcome.error;
  return outcome.value;
}
