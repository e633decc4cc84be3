/** At least one item each, in the order of their first. */
export type Group<T> = readonly [T, ...T[]];

export function groupBy<T>(items: Iterable<T>, keyOf: (item: T) => string): Map<string, Group<T>> {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

export function* slices<T>(items: readonly T[], atMost: number): Generator<readonly T[]> {
  for (let from = 0; from < items.length; from += atMost) yield items.slice(from, from + atMost);
}
