// When a program answers in its own protocol: a port that is open says little.
import { Buffer } from 'node:buffer';
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { connect } from 'node:net';

const limitMs = 2_000;

/** ApiVersions, version 0, correlation 1, without a client id: brokers answer it before anyone has logged in. */
const kafkaQuestion = Buffer.from([0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 1, 0xff, 0xff]);
/** OPTIONS of the native protocol, version 4: likewise. */
const cassandraQuestion = Buffer.from([4, 0, 0, 0, 5, 0, 0, 0, 0]);

/**
 * Whether something at the address answers the question of its protocol.
 * @param {'kafka' | 'cassandra'} kind
 * @param {string} address host:port
 * @returns {Promise<boolean>}
 */
export function answers(kind, address) {
  const colon = address.lastIndexOf(':');
  return new Promise((resolve) => {
    const socket = connect({ host: address.slice(0, colon), port: Number(address.slice(colon + 1)) });
    /** @param {boolean} good */
    const end = (good) => {
      socket.destroy();
      resolve(good);
    };
    socket.setTimeout(limitMs, () => end(false));
    socket.once('error', () => end(false));
    socket.once('close', () => end(false));
    socket.once('data', () => end(true));
    socket.write(kind === 'kafka' ? kafkaQuestion : cassandraQuestion);
  });
}

/** @param {string} file */
export const sizeOf = (file) => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

/** What was written to a log since it had this size. @param {string} file @param {number} from bytes */
export function readSince(file, from) {
  const size = sizeOf(file) - from;
  if (size <= 0) return '';
  const bytes = Buffer.alloc(size);
  const descriptor = openSync(file, 'r');
  try {
    return bytes.toString('utf8', 0, readSync(descriptor, bytes, 0, size, from));
  } finally {
    closeSync(descriptor);
  }
}
