import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { RawData } from 'ws';
import { WebSocket, WebSocketServer } from 'ws';
import { parseJson } from '../core/domain/parse-json.ts';
import { answer } from '../main/bridge/answer.ts';
import type { SendEvent } from '../main/bridge/event-hub.ts';
import type { DesktopHost } from '../main/host/desktop-host.ts';
import type { DashboardServer } from './dashboard-server.ts';
import type { SocketCall, SocketMessage } from './socket-messages.ts';
import { maxCallBytes, socketCallSchema } from './socket-messages.ts';

/** Beyond this many unsent bytes a tab is not keeping up: asleep, as a rule. */
const maxUnsentBytes = 8 * 1024 * 1024;
/** Calls of one tab under way; those beyond wait in the network until some are answered. */
const mostOpenCalls = 200;
const lifeSignMs = 30_000;

/** The bridge over a WebSocket at /bridge: every tab is a session of its own. Takes only whom the gate lets in. */
export function attachBridgeSocket(
  { http, gate, wrongTokens }: Pick<DashboardServer, 'http' | 'gate' | 'wrongTokens'>,
  host: Pick<DesktopHost, 'openSession'>,
) {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxCallBytes });
  http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const { headers } = request;
    socket.on('error', () => socket.destroy());
    if (request.url !== '/bridge' || !gate.mayConnect(headers)) {
      // Nobody reads from it any more, so that it would never notice the other side's end.
      const isGuessing = headers.authorization !== undefined && wrongTokens.isTooMany(request.socket.remoteAddress);
      const status = isGuessing ? '429 Too Many Requests\r\nretry-after: 1' : '403 Forbidden';
      socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`, () => socket.destroy());
      return;
    }
    sockets.handleUpgrade(request, socket, head, (opened) => serveTab(opened, host, gate.remote));
  });
  const timer = setInterval(() => sockets.clients.forEach(dropIfDead), lifeSignMs);
  timer.unref();
  return {
    stop: () =>
      new Promise<void>((resolve) => {
        clearInterval(timer);
        for (const socket of sockets.clients) socket.terminate();
        sockets.close(() => resolve());
      }),
  };
}

/** Who has answered since the last time. */
const alive = new WeakSet<WebSocket>();

/** A cut network closes no socket: one that does not answer in time is given up. */
function dropIfDead(socket: WebSocket): void {
  if (!alive.delete(socket)) socket.terminate();
  else socket.ping();
}

function serveTab(socket: WebSocket, host: Pick<DesktopHost, 'openSession'>, remote: boolean): void {
  alive.add(socket);
  socket.on('pong', () => alive.add(socket));
  const send = (message: SocketMessage) => {
    if (socket.readyState !== WebSocket.OPEN) return;
    // A tab that takes nothing in any more comes back with a new connection, and then gets everything anew.
    if (socket.bufferedAmount < maxUnsentBytes) socket.send(JSON.stringify(message));
    else socket.terminate();
  };
  const tell: SendEvent = (event, payload) => send({ event, payload });
  const session = host.openSession(tell, { remote });
  let openCalls = 0;
  const serveCall = async ({ id, channel, args }: SocketCall) => {
    openCalls += 1;
    if (openCalls >= mostOpenCalls) socket.pause();
    const given = await answer(session.context, channel, args);
    openCalls -= 1;
    if (openCalls < mostOpenCalls) socket.resume();
    send({ id, answer: given });
  };
  socket.on('message', (data: RawData, isBinary: boolean) => {
    const call = isBinary ? undefined : readCall(data);
    if (call === undefined) {
      socket.close(1003, 'not a call');
      return;
    }
    void serveCall(call);
  });
  socket.on('close', () => session.stop());
  socket.on('error', () => socket.terminate());
}

function readCall(data: RawData) {
  const text = Buffer.isBuffer(data) ? data.toString('utf8') : '';
  return socketCallSchema.safeParse(parseJson(text)).data;
}
