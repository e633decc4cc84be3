import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';

interface Options {
  readonly url: URL;
  readonly pollId: string;
  readonly onMessage: (text: string) => void;
  readonly onClose: () => void;
}

/** An empty pong, masked as a client's frames are. */
const pong = Buffer.from([0x8a, 0x80, 0, 0, 0, 0]);

/** A phone that follows a poll: a WebSocket that reads what the server sends, and no more. Returns how to close it. */
export function followPoll({ url, pollId, onMessage, onClose }: Options): () => void {
  const socket = connect({ host: url.hostname, port: Number(url.port), noDelay: true });
  let rest = Buffer.alloc(0);
  let upgraded = false;
  socket.on('connect', () => {
    const key = randomBytes(16).toString('base64');
    const path = `/ws?poll=${encodeURIComponent(pollId)}`;
    socket.write(
      `GET ${path} HTTP/1.1\r\nHost: ${url.host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
    );
  });
  socket.on('data', (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    if (!upgraded) {
      const head = rest.indexOf('\r\n\r\n');
      if (head === -1) return;
      if (!rest.subarray(0, 12).toString('latin1').endsWith(' 101')) {
        socket.destroy();
        return;
      }
      upgraded = true;
      rest = rest.subarray(head + 4);
    }
    readFrames();
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', onClose);

  function readFrames(): void {
    for (;;) {
      const frame = frameIn(rest);
      if (frame === undefined) return;
      rest = rest.subarray(frame.end);
      if (frame.opcode === 1) onMessage(frame.payload.toString('latin1'));
      if (frame.opcode === 9) socket.write(pong);
      if (frame.opcode === 8) socket.destroy();
    }
  }

  return () => socket.destroy();
}

/** The first frame, if it is whole. A server's frames are not masked, and ours not in parts. */
function frameIn(bytes: Buffer): { readonly opcode: number; readonly payload: Buffer; readonly end: number } | undefined {
  if (bytes.length < 2) return undefined;
  const short = bytes.readUInt8(1) & 0x7f;
  const head = short === 126 ? 4 : short === 127 ? 10 : 2;
  if (bytes.length < head) return undefined;
  const length = short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
  const end = head + length;
  if (bytes.length < end) return undefined;
  return { opcode: bytes.readUInt8(0) & 0x0f, payload: bytes.subarray(head, end), end };
}
