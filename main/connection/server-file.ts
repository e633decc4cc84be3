import { createHmac, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { textWithin } from './bounded-text.ts';
import { parseJson } from '../../core/domain/parse-json.ts';

/** What a running ingest server says about itself in its data folder. */
const serverFileSchema = z.object({
  v: z.literal(1),
  pid: z.int(),
  url: z.url(),
  port: z.int(),
  /** The address it is bound to, where `url` does not say. */
  host: z.string().optional(),
  /** What the server proves that it knows; servers of earlier versions do not. */
  proofKey: z.string().min(16).optional(),
  startedAt: z.unknown(),
});
export type ServerFile = z.infer<typeof serverFileSchema>;

/** Undefined where there is none, or it is only half written. It may be left over from a server that was killed. */
export async function readServerFile(dataFolder: string): Promise<ServerFile | undefined> {
  const text = await readText(join(dataFolder, 'server.json'));
  if (text === undefined) return undefined;
  return serverFileSchema.safeParse(parseJson(text)).data;
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
 * The server that runs on this data folder, or undefined. The author token is shown only to one that has proved to be the one
 * that wrote server.json, and not another program which got the same port later; that it takes the token proves the rest.
 */
export async function findServer({ dataFolder, fetch: fetchFn = fetch }: FindServerOptions): Promise<ServerFile | undefined> {
  const server = await readServerFile(dataFolder);
  const token = await readAuthorToken(dataFolder);
  if (server === undefined || token === undefined) return undefined;
  if (server.proofKey !== undefined && !(await proves(fetchFn, server, server.proofKey))) return undefined;
  const headers = { authorization: `Bearer ${token}` };
  const answered = await ask(fetchFn, `${localUrlOf(server)}/polls`, headers, hangUp);
  return answered === undefined ? undefined : server;
}

const proofSchema = z.object({ proof: z.string() });

async function proves(fetchFn: typeof fetch, server: ServerFile, key: string): Promise<boolean> {
  const challenge = randomBytes(16).toString('hex');
  const text = await ask(fetchFn, `${localUrlOf(server)}/healthz?challenge=${challenge}`, {}, readShort);
  const expected = createHmac('sha256', key).update(challenge).digest('hex');
  return text !== undefined && proofSchema.safeParse(parseJson(text)).data?.proof === expected;
}

/** Whether the server answers at all. */
export async function isHealthy(server: ServerFile, fetchFn: typeof fetch = fetch): Promise<boolean> {
  return (await ask(fetchFn, `${localUrlOf(server)}/healthz`, {}, readShort)) !== undefined;
}

const checkTimeoutMs = 2000;

const readShort = (response: Response) => textWithin(64 * 1024, response);
/** There may be thousands of polls, and that there is an answer says enough. */
const hangUp = async ({ body }: Response) => {
  await body?.cancel();
  return '';
};

/** Undefined where there is no good answer. */
async function ask(
  fetchFn: typeof fetch,
  url: string,
  headers: Readonly<Record<string, string>>,
  read: (response: Response) => Promise<string>,
): Promise<string | undefined> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), checkTimeoutMs);
  try {
    const response = await fetchFn(url, { headers, signal: controller.signal });
    const text = await read(response);
    return response.ok ? text : undefined;
  } catch {
    // Whatever went wrong, nobody answered: that is all that was asked.
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
