import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** What a running ingest server says about itself in its data folder. */
const serverFileSchema = z.object({
  v: z.literal(1),
  pid: z.int(),
  url: z.url(),
  port: z.int(),
  /** The address it is bound to, where `url` does not say. */
  host: z.string().optional(),
  startedAt: z.unknown(),
});
export type ServerFile = z.infer<typeof serverFileSchema>;

/** Undefined where there is none, or it is only half written. It may be left over from a server that was killed. */
export async function readServerFile(dataFolder: string): Promise<ServerFile | undefined> {
  const text = await readText(join(dataFolder, 'server.json'));
  if (text === undefined) return undefined;
  try {
    return serverFileSchema.safeParse(JSON.parse(text)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The secret that author calls carry, or undefined where no server has made one yet. */
export async function readAuthorToken(dataFolder: string): Promise<string | undefined> {
  return (await readText(join(dataFolder, 'author-token')))?.trim();
}

/** Where a file cannot be got at, there is none for us; why not, the server that is then started says best. */
const notThere = new Set(['ENOENT', 'ENOTDIR', 'EACCES']);

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && notThere.has(String(error.code))) return undefined;
    throw error;
  }
}

/** The address to reach a server at from the computer it runs on, whatever address it is bound to. */
export function localUrlOf(server: ServerFile): string {
  const url = new URL(server.url);
  if (url.hostname === '0.0.0.0') url.hostname = '127.0.0.1';
  if (url.hostname === '[::]') url.hostname = '[::1]';
  return url.origin;
}

/** The address a server is bound to. */
export function boundHostOf(server: ServerFile): string {
  return server.host ?? new URL(server.url).hostname.replace(/^\[|\]$/g, '');
}

export interface FindServerOptions {
  readonly dataFolder: string;
  readonly fetch?: typeof fetch;
}

/**
 * The server that runs on this data folder, or undefined. That it takes the folder's own author token proves that it is
 * not another server which got the same port later.
 */
export async function findServer({ dataFolder, fetch: fetchFn = fetch }: FindServerOptions): Promise<ServerFile | undefined> {
  const server = await readServerFile(dataFolder);
  const token = await readAuthorToken(dataFolder);
  if (server === undefined || token === undefined) return undefined;
  const headers = { authorization: `Bearer ${token}` };
  const answered = await succeeds(fetchFn, `${localUrlOf(server)}/polls`, headers);
  return answered ? server : undefined;
}

/** Whether the server answers at all. */
export function isHealthy(server: ServerFile, fetchFn: typeof fetch = fetch): Promise<boolean> {
  return succeeds(fetchFn, `${localUrlOf(server)}/healthz`, {});
}

const checkTimeoutMs = 2000;

async function succeeds(fetchFn: typeof fetch, url: string, headers: Readonly<Record<string, string>>): Promise<boolean> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), checkTimeoutMs);
  try {
    const response = await fetchFn(url, { headers, signal: controller.signal });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    // Whatever went wrong, nobody answered: that is all that was asked.
    return false;
  } finally {
    clearTimeout(timer);
  }
}
