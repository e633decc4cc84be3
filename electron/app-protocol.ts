import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { Readable } from 'node:stream';
import { protocol } from 'electron';
import { contentSecurityPolicy } from '../main/content-security-policy.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** A scheme of its own gives the interface an origin and headers, which files have not. Must run before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: 'kpoll', privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
}

/** Serves the built interface and nothing else. Versions of Electron before 25 know only the older way. */
export function serveApp(rendererFolder: string): void {
  if (typeof protocol.handle === 'function') {
    protocol.handle('kpoll', async (request) => {
      const { status, headers, body } = await answerOf(rendererFolder, request.url);
      return new Response(new Uint8Array(body), { status, headers });
    });
    return;
  }
  serveTheOldWay(protocol, rendererFolder);
}

interface StreamAnswer {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly data: Readable;
}

/** As it was before Electron 25. */
interface OldProtocol {
  registerStreamProtocol(scheme: string, serve: (request: { url: string }, respond: (answer: StreamAnswer) => void) => void): unknown;
}

function serveTheOldWay(old: OldProtocol, rendererFolder: string): void {
  old.registerStreamProtocol('kpoll', (request, respond) => {
    void answerOf(rendererFolder, request.url).then(({ status, headers, body }) => {
      respond({ statusCode: status, headers, data: Readable.from(body.length === 0 ? [] : [body]) });
    });
  });
}

interface FileAnswer {
  readonly status: 200 | 404;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

const nothing: FileAnswer = { status: 404, headers: {}, body: Buffer.alloc(0) };

/** Never rejects: whatever cannot be read is not there for the page. */
async function answerOf(rendererFolder: string, url: string): Promise<FileAnswer> {
  try {
    const file = fileOf(rendererFolder, url);
    return file === undefined ? nothing : { status: 200, headers: headersOf(file), body: await readFile(file) };
  } catch {
    return nothing;
  }
}

/** Throws where the path is not well written. */
function fileOf(rendererFolder: string, url: string): string | undefined {
  const { host, pathname } = new URL(url);
  const file = normalize(join(rendererFolder, decodeURIComponent(pathname === '/' ? '/index.html' : pathname)));
  return host === 'app' && file.startsWith(rendererFolder + sep) && extname(file) in types ? file : undefined;
}

function headersOf(file: string): Record<string, string> {
  return {
    'content-type': types[extname(file)] ?? 'application/octet-stream',
    'content-security-policy': contentSecurityPolicy,
    'x-content-type-options': 'nosniff',
  };
}
