import type { IncomingMessage } from 'node:http';
import type { RawData } from 'ws';
import { WebSocket } from 'ws';
import { messageOf } from '../../core/domain/failure.ts';
import { whyOf } from '../connection/web-check.ts';
import type { RemoteAccess } from './remote-access.ts';
import type { SocketEvents, SocketLike } from './socket-bridge.ts';

const handshakeMs = 8000;
const maxMessageBytes = 16 * 1024 * 1024;
/** Each part of a message that is not of the contract is a fault with a sentence, which takes a hundred times its room. */
const mostParts = 1_000_000;

/** A socket to the bridge of a dashboard elsewhere. Whatever is wrong, also with the settings, comes as `onClose` with a reason. */
export function openRemoteSocket(findAccess: () => Promise<RemoteAccess>, { onOpen, onClose, onMessage }: SocketEvents): SocketLike {
  let socket: WebSocket | undefined;
  let reason: string | undefined;
  let closed = false;
  const close = () => {
    if (!closed) onClose(reason);
    closed = true;
  };
  const connect = (access: RemoteAccess) => {
    if (closed) return;
    const opened = (socket = socketTo(access));
    opened.on('open', onOpen);
    opened.on('message', (data: RawData) => {
      if (!Buffer.isBuffer(data) || !hasMoreParts(data, mostParts)) {
        onMessage(Buffer.isBuffer(data) ? data.toString('utf8') : undefined);
        return;
      }
      reason = 'it says more at once than a Kpoll dashboard does';
      opened.terminate();
    });
    opened.on('unexpected-response', (_request, response: IncomingMessage) => {
      reason = refusalOf(response.statusCode ?? 0);
      opened.terminate();
    });
    opened.on('error', (error) => (reason ??= whyOf(error)));
    opened.on('close', close);
  };
  findAccess()
    .then(connect)
    .catch((error: unknown) => {
      reason = messageOf(error);
      close();
    });
  return { send: (text) => socket?.send(text), close: () => (socket === undefined ? close() : socket.terminate()) };
}

/** As JSON; commas within texts count as well. */
function hasMoreParts(json: Buffer, most: number): boolean {
  let parts = 1;
  for (let at = json.indexOf(','); at !== -1 && parts <= most; at = json.indexOf(',', at + 1)) parts += 1;
  return parts > most;
}

function socketTo({ url, headers, ca }: RemoteAccess): WebSocket {
  return new WebSocket(`${url.replace(/^http/, 'ws')}/bridge`, {
    ...{ headers, handshakeTimeout: handshakeMs, maxPayload: maxMessageBytes, perMessageDeflate: false },
    ...(ca === undefined ? {} : { ca }),
  });
}

function refusalOf(status: number): string {
  if (status === 401 || status === 403) return 'it does not take this access token, or is not called by one of its own names';
  return `it answers ${status}, not as a Kpoll dashboard does`;
}
