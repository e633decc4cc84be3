import { connect } from 'node:net';

const patienceMs = 1000;

/** Whether something accepts a TCP connection at host:port ([host]:port for IPv6) within a second. */
export function isReachable(address: string): Promise<boolean> {
  const [, host = '', port = ''] = /^\[?(.*?)\]?:(\d+)$/.exec(address) ?? [];
  if (Number(port) > 65535) return Promise.resolve(false);
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(port) });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    // A host name that cannot be looked up for a long time counts as well, so the whole is timed, not the socket alone.
    const timer = setTimeout(() => end(false), patienceMs);
    socket.once('close', () => clearTimeout(timer));
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}
