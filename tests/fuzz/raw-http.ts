import { connect } from 'node:net';

/** What came back over a connection that was used for one request, if anything. */
export interface RawAnswer {
  /** Undefined where the other side closed without a word. */
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const patienceMs = 5_000;

/** Sends bytes as they are and reads until the other side closes; rejects where it does neither answer nor close. */
export function sendBytes(port: number, bytes: Buffer | string, { end = false } = {}): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    const chunks: Buffer[] = [];
    const limit = setTimeout(() => {
      socket.destroy();
      reject(new Error(`no end of the answer within ${patienceMs} ms; so far: ${Buffer.concat(chunks).toString('latin1').slice(0, 300)}`));
    }, patienceMs);
    const finish = () => {
      clearTimeout(limit);
      socket.destroy();
      resolve(parseAnswer(Buffer.concat(chunks)));
    };
    socket.on('data', (chunk: Buffer) => void chunks.push(chunk));
    // A server may refuse before it has read everything; what it said counts.
    socket.on('error', finish);
    socket.on('end', finish);
    socket.on('connect', () => {
      if (end) socket.end(bytes);
      else socket.write(bytes);
    });
  });
}

/** The last answer, beyond a `100 Continue`. */
export function parseAnswer(bytes: Buffer): RawAnswer {
  const text = bytes.toString('utf8').replace(/^HTTP\/1\.1 100 [^]*?\r\n\r\n/, '');
  const headEnd = text.indexOf('\r\n\r\n');
  const [first = '', ...lines] = (headEnd === -1 ? text : text.slice(0, headEnd)).split('\r\n');
  const [, status] = /^HTTP\/1\.[01] (\d{3})/.exec(first) ?? [];
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  // What came after it answers what came after the request.
  const after = headEnd === -1 ? Buffer.alloc(0) : Buffer.from(text.slice(headEnd + 4));
  const body = after.subarray(0, Number(headers['content-length'] ?? after.length)).toString('utf8');
  return {
    status: status === undefined ? undefined : Number(status),
    headers,
    body: headers['transfer-encoding'] === 'chunked' ? joined(body) : body,
  };
}

function joined(chunked: string): string {
  let bytes = Buffer.from(chunked);
  const parts: Buffer[] = [];
  for (;;) {
    const line = bytes.indexOf('\r\n');
    const size = parseInt(bytes.subarray(0, Math.max(0, line)).toString(), 16);
    if (line === -1 || !(size > 0)) return Buffer.concat(parts).toString('utf8');
    parts.push(bytes.subarray(line + 2, line + 2 + size));
    bytes = bytes.subarray(line + 2 + size + 2);
  }
}
