const firstMs = 800;
const longestMs = 15_000;

/**
 * How long to wait before trying again, in ms. `attempt` counts from 0. Never less than the server asked for; a random part keeps a whole
 * room from coming back at the same moment.
 */
export function retryDelayMs(attempt: number, askedMs: number, random: () => number): number {
  const backoff = Math.min(longestMs, firstMs * 2 ** Math.min(attempt, 10));
  return Math.max(backoff * (0.5 + random() / 2), askedMs + random() * firstMs);
}
