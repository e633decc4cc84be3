import type { Socket } from 'node:net';
import { connect, createServer } from 'node:net';

/** A wire between a client and a broker that can be cut, or go dead without a word. */
export interface TcpProxy {
  readonly port: number;
  /** From now on nothing passes: neither on connections that are open nor on new ones. They stay open. */
  goDead(): void;
  /** New connections work again; those from before stay dead, as behind a router that has forgotten them. */
  heal(): void;
  /** Closes all connections. */
  cut(): void;
  stop(): Promise<void>;
}

export async function startTcpProxy(target: { readonly host: string; readonly port: number }): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  const alive = new Set<Socket>();
  let dead = false;
  const keep = (socket: Socket) => {
    sockets.add(socket);
    if (!dead) alive.add(socket);
    socket.on('close', () => (sockets.delete(socket), alive.delete(socket)));
    // The other end went away; nothing to do but to close.
    socket.on('error', () => socket.destroy());
  };
  const pass = (from: Socket, to: Socket) => {
    from.on('data', (data) => alive.has(from) && to.write(data));
    from.on('close', () => to.destroy());
  };
  const server = createServer((client) => {
    keep(client);
    const broker = connect(target);
    keep(broker);
    pass(client, broker);
    pass(broker, client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  const cut = () => sockets.forEach((socket) => socket.destroy());
  return {
    port: address.port,
    goDead() {
      dead = true;
      alive.clear();
    },
    heal: () => void (dead = false),
    cut,
    async stop() {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
