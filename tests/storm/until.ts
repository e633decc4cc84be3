const lookEveryMs = 50;
const limitMs = 180_000;

/** Asks until it holds; rejects with a sentence made of `what` where it does not in time. */
export async function until(what: string, holds: () => Promise<boolean>, ms = limitMs): Promise<void> {
  const limit = Date.now() + ms;
  while (!(await holds())) {
    if (Date.now() > limit) throw new Error(`Waited ${ms / 1000} s in vain until ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}
