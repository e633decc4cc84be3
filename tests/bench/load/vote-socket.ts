import type { Socket } from 'node:net';
import { connect } from 'node:net';

export interface VoteAnswer {
  readonly status: number;
  readonly retryAfterMs: number;
}

/** One kept-open HTTP connection, as cheap as can be: the load shares the processors with what it measures. */
export interface VoteSocket {
  /** One request at a time. */
  send(request: string): void;
  /** Ends a request that has waited too long: it is told as unanswered. */
  abandon(): void;
  close(): void;
}

interface Options {
  readonly url: URL;
  readonly onOpen: () => void;
  /** It ended while no request was underway. It is opened anew, and `onOpen` tells. */
  readonly onClose: () => void;
  /** Undefined: the connection ended before a whole answer. It is opened anew, and `onOpen` tells. */
  readonly onAnswer: (answer: VoteAnswer | undefined) => void;
}

const reopenAfterMs = 200;

export function createVoteSocket({ url, onOpen, onClose, onAnswer }: Options): VoteSocket {
  let closed = false;
  let waiting = false;
  let received = '';
  let socket = open();

  function open(): Socket {
    const opened = connect({ host: url.hostname, port: Number(url.port), noDelay: true });
    opened.setEncoding('latin1');
    opened.on('connect', onOpen);
    opened.on('data', (chunk: string) => {
      received += chunk;
      const answer = takeAnswer();
      if (answer !== undefined) settle(answer);
    });
    // What went wrong makes no difference to a voter: the vote is sent again.
    opened.on('error', () => opened.destroy());
    opened.on('close', () => {
      received = '';
      if (waiting) settle(undefined);
      else onClose();
      if (!closed) setTimeout(() => !closed && (socket = open()), reopenAfterMs);
    });
    return opened;
  }

  function settle(answer: VoteAnswer | undefined): void {
    waiting = false;
    onAnswer(answer);
  }

  /** The answer once it is whole. */
  function takeAnswer(): VoteAnswer | undefined {
    const head = received.indexOf('\r\n\r\n');
    if (head === -1) return undefined;
    const status = Number(received.slice(9, 12));
    if (status === 204) {
      received = '';
      return { status, retryAfterMs: 0 };
    }
    const headers = received.slice(0, head);
    const length = Number(/^content-length: *(\d+)/im.exec(headers)?.[1] ?? 0);
    if (received.length < head + 4 + length) return undefined;
    received = '';
    return { status, retryAfterMs: Number(/^retry-after: *(\d+)/im.exec(headers)?.[1] ?? 1) * 1000 };
  }

  return {
    send(request) {
      waiting = true;
      socket.write(request, 'latin1');
    },
    abandon: () => void socket.destroy(),
    close() {
      closed = true;
      socket.destroy();
    },
  };
}
