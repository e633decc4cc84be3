import { createServer } from 'node:net';
import { ClusterProblem } from './problem.mjs';

/** Below the ports that systems hand out to outgoing connections: a port stays free while its program is down. */
const lowest = 20_000;
const highest = 31_990;
const step = 10;

/**
 * Where each program listens, counted from the base.
 * @param {number} base
 */
export function portsFrom(base) {
  return {
    /** @param {number} number 1 to 3 */
    kafka: (number) => base + number - 1,
    /** @param {number} number 1 to 3 */
    controller: (number) => base + 2 + number,
    cassandra: base + 6,
    storage: base + 7,
    // On the address of each number: where a broker listens for clients that come through a proxy, and where it tells them to come.
    behindProxy: base + 8,
    proxy: base + 9,
  };
}

/**
 * @param {number} port
 * @param {string} address
 * @returns {Promise<string | undefined>} why nothing can listen there
 */
function whyTaken(port, address) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (/** @type {NodeJS.ErrnoException} */ error) => resolve(error.code ?? error.message));
    server.listen(port, address, () => server.close(() => resolve(undefined)));
  });
}

/** @param {number} base @param {number} nodes @param {boolean} proxied */
async function whyNotFree(base, nodes, proxied) {
  for (let offset = 0; offset < (proxied ? 10 : 8); offset++) {
    for (let number = 1; number <= (offset < 6 ? 1 : nodes); number++) {
      const address = `127.0.0.${number}`;
      const reason = await whyTaken(base + offset, address);
      if (reason === 'EADDRNOTAVAIL') throw new ClusterProblem(missingAddress(address));
      if (reason !== undefined) return `${address}:${base + offset} is taken (${reason})`;
    }
  }
  return undefined;
}

/** @param {string} address */
function missingAddress(address) {
  return `Three Cassandra nodes need the loopback addresses 127.0.0.1 to 127.0.0.3, and ${address} is not there. On macOS: sudo ifconfig lo0 alias ${address}`;
}

/**
 * A base whose ports are all free; the one that is asked for, or any.
 * @param {{ nodes: number, wanted?: number | undefined, proxied?: boolean }} options
 */
export async function choosePortBase({ nodes, wanted, proxied = false }) {
  if (wanted !== undefined) {
    const reason = await whyNotFree(wanted, nodes, proxied);
    if (reason !== undefined)
      throw new ClusterProblem(`--port-base ${wanted} cannot be used: ${reason}. Ten ports from it on must be free.`);
    return wanted;
  }
  for (let attempt = 0; attempt < 100; attempt++) {
    const base = lowest + step * Math.floor((Math.random() * (highest - lowest)) / step);
    if ((await whyNotFree(base, nodes, proxied)) === undefined) return base;
  }
  throw new ClusterProblem(`No ten free ports in a row were found from ${lowest} to ${highest}; name some with --port-base N.`);
}
