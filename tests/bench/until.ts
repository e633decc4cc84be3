/** Asks until the condition holds; rejects after two minutes. */
export async function until<T>(ask: () => Promise<T>, holds: (value: T) => boolean, limitMs = 120_000): Promise<T> {
  const limit = Date.now() + limitMs;
  for (;;) {
    const value = await ask();
    if (holds(value)) return value;
    if (Date.now() > limit) throw new Error(`the condition did not come true; last seen: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
