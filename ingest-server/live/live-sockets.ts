import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { WebSocketServer } from 'ws';
import type { VoteIntake } from '../votes/vote-intake.ts';
import type { PollDirectory } from '../polls/poll-directory.ts';
import type { LiveHub } from './live-hub.ts';

const heartbeatMs = 30_000;
/** A socket with more than this many unsent bytes misses messages until it has caught up: the next one is absolute anyway. */
const maxBufferedBytes = 256 * 1024;

/** WS /ws?poll=ID. Nothing a participant sends over it is read. */
export interface LiveSockets {
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  stop(): Promise<void>;
}

interface Options {
  readonly hub: LiveHub;
  readonly directory: PollDirectory;
  readonly intake: Pick<VoteIntake, 'receiptOf'>;
}

export function createLiveSockets({ hub, directory, intake }: Options): LiveSockets {
  const server = new WebSocketServer({ noServer: true, maxPayload: 1024, clientTracking: true, perMessageDeflate: false });
  const silent = new WeakSet<WebSocket>();

  const heartbeat = setInterval(() => {
    for (const socket of server.clients) {
      if (silent.has(socket)) socket.terminate();
      silent.add(socket);
      socket.ping();
    }
  }, heartbeatMs);

  function refuse(socket: Duplex, status: string): void {
    // Nobody reads from it any more, so that it would never notice the other side's end.
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy());
  }

  return {
    handleUpgrade(request, socket, head) {
      const url = URL.canParse(request.url ?? '', 'http://host') ? new URL(request.url ?? '', 'http://host') : undefined;
      const poll = directory.find(url?.searchParams.get('poll') ?? '');
      socket.on('error', () => socket.destroy());
      if (url?.pathname !== '/ws' || poll === undefined || poll.hidden) {
        refuse(socket, '404 Not Found');
        return;
      }
      const votedRun = intake.receiptOf(poll, request.headers.cookie)?.run;
      server.handleUpgrade(request, socket, head, (client) => {
        const send = (message: string) => {
          if (client.bufferedAmount < maxBufferedBytes) client.send(message);
        };
        const leave = hub.watch(poll, votedRun, { send });
        client.on('pong', () => silent.delete(client));
        client.on('error', () => {
          client.terminate();
        });
        client.on('close', leave);
      });
    },
    async stop() {
      clearInterval(heartbeat);
      for (const client of server.clients) client.close(1001, 'The server is stopping.');
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
        setTimeout(() => {
          for (const client of server.clients) client.terminate();
        }, 500).unref();
      });
    },
  };
}
