import { z } from 'zod';
import { textWithin } from '../connection/bounded-text.ts';
import { localUrlOf, readServerFile } from '../connection/server-file.ts';
import type { ServerRefusal } from './disk-watch.ts';

const healthSchema = z.object({ refusing: z.object({ code: z.string(), message: z.string() }).optional() });
const askTimeoutMs = 1_500;
const longestAnswer = 64 * 1024;

/** What the server of a data folder says of itself; undefined where none answers. */
export async function askRefusal(dataFolder: string): Promise<ServerRefusal | undefined> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), askTimeoutMs);
  try {
    const server = await readServerFile(dataFolder);
    if (server === undefined) return undefined;
    const response = await fetch(`${localUrlOf(server)}/healthz`, { signal: controller.signal });
    const body: unknown = JSON.parse(await textWithin(longestAnswer, response));
    return healthSchema.safeParse(body).data?.refusing;
  } catch {
    // Nobody who answers, nothing to say: that the server is away is told by the feed.
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
