import { createReadStream } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { basename } from 'node:path';
import type { ReportJob } from '../core/contract/bridge.ts';
import { readStaticFile } from './static-files.ts';

/** Where the built interface lies. */
export interface DashboardFiles {
  readonly rendererFolder: string;
  readonly clientScript: string;
}

/** The page is the same in every shell; here it is given its bridge by a script of its own. */
export async function sendPage({ rendererFolder }: Pick<DashboardFiles, 'rendererFolder'>, response: ServerResponse): Promise<void> {
  const page = await readStaticFile(rendererFolder, '/index.html');
  if (page === undefined) {
    refuse(response, 500, 'The interface was not built. Run "npm run build", then reload.');
    return;
  }
  const html = page.body.toString('utf8').replace('</title>', '</title><script src="/bridge-client.js"></script>');
  response.writeHead(200, { 'content-type': page.type, 'cache-control': 'no-store' });
  response.end(html);
}

export async function sendStatic({ rendererFolder, clientScript }: DashboardFiles, path: string, response: ServerResponse): Promise<void> {
  const file = path === '/bridge-client.js' ? await readClientScript(clientScript) : await readStaticFile(rendererFolder, path);
  if (file === undefined) {
    refuse(response, 404, 'There is nothing here.');
    return;
  }
  const cacheControl = file.immutable ? 'private, max-age=31536000, immutable' : 'no-cache';
  response.writeHead(200, { 'content-type': file.type, 'cache-control': cacheControl });
  response.end(file.body);
}

function readClientScript(file: string) {
  const name = basename(file);
  return readStaticFile(file.slice(0, -name.length - 1), `/${name}`);
}

export async function sendReport(job: ReportJob | undefined, response: ServerResponse): Promise<void> {
  if (job?.state !== 'done' || job.file === null) {
    refuse(response, 404, 'There is no finished report here.');
    return;
  }
  const name = basename(job.file);
  const stream = createReadStream(job.file);
  stream.once('error', () => refuse(response, 404, 'The report is no longer there. Make it again.'));
  stream.once('open', () => {
    response.writeHead(200, {
      'content-type': 'text/csv; charset=utf-8',
      'cache-control': 'no-store',
      'content-disposition': `attachment; filename="report.csv"; filename*=UTF-8''${encodeURIComponent(name)}`,
    });
    stream.pipe(response);
  });
  response.once('close', () => stream.destroy());
}

/** For an address from which many wrong tokens come. */
export function refuseGuesser(response: ServerResponse): void {
  response.setHeader('retry-after', '1');
  refuse(response, 429, 'Too many wrong access tokens from this address. Try again in a moment.');
}

export function refuse(response: ServerResponse, status: number, sentence: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
  response.end(`${sentence}\n`);
}
