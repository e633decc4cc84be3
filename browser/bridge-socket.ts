import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { RawData } from 'ws';
import { WebSocket, WebSocketServer } from 'ws';
import { answer } from '../main/bridge/answer.ts';
import type { Desktop } from '../main/desktop.ts';
import type { DashboardServer } from './dashboard-server.ts';
import type { SocketMessage } from './socket-messages.ts';
import { maxCallBytes, socketCallSchema } from './socket-messages.ts';

/** Beyond this many unsent bytes a tab is not keeping up: asleep, as a rule. */
const maxUnsentBytes = 8 * 1024 * 1024;

/** The bridge over a WebSocket at /bridge: every tab is a session of its own. Takes only tabs of this very dashboard. */
export function attachBridgeSocket({ http, gate }: Pick<DashboardServer, 'http' | 'gate'>, desktop: Pick<Desktop, 'openSession'>) {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxCallBytes });
  http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const { headers } = request;
    socket.on('error', () => socket.destroy());
    if (request.url !== '/bridge' || !gate.isOwnOrigin(headers) || !gate.hasSession(headers)) {
      socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (opened) => serveTab(opened, desktop));
  });
  return {
    stop: () =>
      new Promise<void>((resolve) => {
        for (const socket of sockets.clients) socket.terminate();
        sockets.close(() => resolve());
      }),
  };
}

function serveTab(socket: WebSocket, desktop: Pick<Desktop, 'openSession'>): void {
  const send = (message: SocketMessage) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
  };
  const session = desktop.openSession((event, payload) => {
    // A tab that takes nothing in any more comes back with a new connection, and then gets everything anew.
    if (socket.bufferedAmount < maxUnsentBytes) send({ event, payload });
    else socket.terminate();
  });
  socket.on('message', (data: RawData, isBinary: boolean) => {
    const call = isBinary ? undefined : readCall(data);
    if (call === undefined) {
      socket.close(1003, 'not a call');
      return;
    }
    void answer(session.context, call.channel, call.args).then((given) => send({ id: call.id, answer: given }));
  });
  socket.on('close', () => session.stop());
  socket.on('error', () => socket.terminate());
}

function readCall(data: RawData) {
  try {
    const text = Buffer.isBuffer(data) ? data.toString('utf8') : '';
    return socketCallSchema.safeParse(JSON.parse(text)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
