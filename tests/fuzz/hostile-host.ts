import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { WebSocketServer } from 'ws';

/** Something that stands where a Kpoll program is expected; what it says is exchanged from one moment to the next. */
export interface HostileHost {
  readonly url: string;
  answerWith(answer: (request: IncomingMessage, response: ServerResponse) => void): void;
  /** Undefined: upgrades are refused by cutting the connection. */
  speakWith(speak: ((socket: WebSocket) => void) | undefined): void;
  stop(): Promise<void>;
}

export async function startHostileHost(): Promise<HostileHost> {
  let answer: (request: IncomingMessage, response: ServerResponse) => void = (_request, response) => response.end();
  let speak: ((socket: WebSocket) => void) | undefined;
  const http = createServer((request, response) => {
    response.on('error', () => undefined);
    request.resume();
    answer(request, response);
  });
  http.on('connection', (socket) => socket.on('error', () => socket.destroy()));
  const sockets = new WebSocketServer({ noServer: true });
  http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (speak === undefined) {
      socket.destroy();
      return;
    }
    sockets.handleUpgrade(request, socket, head, (opened) => {
      opened.on('error', () => opened.terminate());
      speak?.(opened);
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    for (const socket of sockets.clients) socket.terminate();
  };
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    answerWith: (next) => void (answer = next),
    speakWith(next) {
      speak = next;
      cut();
    },
    async stop() {
      cut();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

/** Sends `chunk` for as long as the other side takes it; counts what was taken. */
export function sendForEver(response: ServerResponse, chunk: string, taken: (bytes: number) => void = () => undefined): void {
  const send = () => {
    while (!response.destroyed && response.write(chunk)) taken(chunk.length);
  };
  response.on('drain', send);
  send();
}
