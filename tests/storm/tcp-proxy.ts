import type { Socket } from 'node:net';
import { connect, createServer } from 'node:net';

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** A wire between a client and a server that can be cut, slowed down, or go dead without a word. */
export interface TcpProxy {
  readonly port: number;
  /** From now on nothing passes: neither on connections that are open nor on new ones. They stay open. */
  goDead(): void;
  /** Whatever comes from now on arrives so many ms later, in its order. */
  slowDown(ms: number): void;
  /** Closes all connections, and new ones too as soon as they come. */
  refuse(): void;
  /** New connections work again, without delay; those that went dead stay so, as behind a router that has forgotten them. */
  heal(): void;
  /** Closes all connections. */
  cut(): void;
  stop(): Promise<void>;
}

/** `target` may be asked anew for each connection; undefined where nothing is there. Listens on a free port of 127.0.0.1 by default. */
export async function startTcpProxy(
  target: Address | (() => Address | undefined),
  listen: Address = { host: '127.0.0.1', port: 0 },
): Promise<TcpProxy> {
  const find = typeof target === 'function' ? target : () => target;
  const sockets = new Set<Socket>();
  const alive = new Set<Socket>();
  let state: 'passing' | 'dead' | 'refusing' = 'passing';
  let delayMs = 0;
  const keep = (socket: Socket) => {
    sockets.add(socket);
    if (state === 'passing') alive.add(socket);
    socket.on('close', () => (sockets.delete(socket), alive.delete(socket)));
    // The other end went away; nothing to do but to close.
    socket.on('error', () => socket.destroy());
  };
  const pass = (from: Socket, to: Socket) => {
    const send = inOrder(
      () => delayMs,
      (data) => alive.has(from) && to.write(data),
    );
    from.on('data', send);
    // Of a dead wire neither end hears that the other has closed.
    from.on('close', () => alive.has(to) && to.destroy());
  };
  const server = createServer((client) => {
    const address = state === 'refusing' ? undefined : find();
    if (address === undefined) return void client.destroy();
    keep(client);
    const other = connect(address);
    keep(other);
    pass(client, other);
    pass(other, client);
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(listen.port, listen.host, resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  const cut = () => sockets.forEach((socket) => socket.destroy());
  return {
    port: address.port,
    goDead() {
      state = 'dead';
      alive.clear();
    },
    slowDown: (ms) => void (delayMs = ms),
    refuse() {
      state = 'refusing';
      cut();
    },
    heal() {
      state = 'passing';
      delayMs = 0;
    },
    cut,
    async stop() {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Hands data on after the delay of its moment, never before what came earlier. */
function inOrder(delay: () => number, hand: (data: Buffer) => void): (data: Buffer) => void {
  const waiting: { readonly due: number; readonly data: Buffer }[] = [];
  const next = () => {
    for (let [first] = waiting; first !== undefined && first.due <= performance.now(); [first] = waiting) {
      hand(first.data);
      waiting.shift();
    }
    if (waiting[0] !== undefined) setTimeout(next, Math.ceil(waiting[0].due - performance.now()));
  };
  return (data) => {
    const ms = delay();
    if (ms === 0 && waiting.length === 0) {
      hand(data);
      return;
    }
    waiting.push({ due: Math.max(performance.now() + ms, waiting.at(-1)?.due ?? 0), data });
    if (waiting.length === 1) setTimeout(next, ms);
  };
}
