import { createReadStream } from 'node:fs';
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
      const file = fileOf(rendererFolder, request.url);
      if (file === undefined) return new Response('', { status: 404 });
      return new Response(new Uint8Array(await readFile(file)), { headers: headersOf(file) });
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
    const file = fileOf(rendererFolder, request.url);
    respond(
      file === undefined
        ? { statusCode: 404, headers: {}, data: Readable.from([]) }
        : { statusCode: 200, headers: headersOf(file), data: createReadStream(file) },
    );
  });
}

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
