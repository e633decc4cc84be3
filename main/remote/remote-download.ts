import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { get as getPlain } from 'node:http';
import { get as getSecure } from 'node:https';
import { pipeline } from 'node:stream';
import { Failure, messageOf } from '../../core/domain/failure.ts';
import type { RemoteAccess } from './remote-access.ts';

/** Fetches a file whole or not at all: until it is complete it has another name. */
export async function downloadFile(access: RemoteAccess, path: string, file: string): Promise<void> {
  const temporary = `${file}.${randomBytes(4).toString('hex')}.part`;
  try {
    const response = await request(access, path);
    await save(response, temporary);
    await rename(temporary, file);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw new Failure('report-failed', `The finished report could not be fetched from ${access.url}: ${messageOf(cause)}. Make it again.`, {
      cause,
    });
  }
}

const silenceMs = 20_000;

function request({ url, headers, ca }: RemoteAccess, path: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const get = url.startsWith('https:') ? getSecure : getPlain;
    const sent = get(`${url}${path}`, { headers, ...(ca === undefined ? {} : { ca }) }, (response) => {
      if (response.statusCode === 200) resolve(response);
      else {
        response.resume();
        reject(new Error(`it answered ${response.statusCode ?? 0}`));
      }
    });
    sent.setTimeout(silenceMs, () => sent.destroy(new Error('it fell silent')));
    sent.on('error', reject);
  });
}

function save(response: IncomingMessage, file: string): Promise<void> {
  return new Promise((resolve, reject) => {
    pipeline(response, createWriteStream(file, { flags: 'wx' }), (error) => (error ? reject(error) : resolve()));
  });
}
