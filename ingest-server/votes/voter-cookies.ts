import { timingSafeEqual } from 'node:crypto';
import type { Choice } from '../../core/domain/question-types/question-type.ts';
import { hashOf } from '../../core/domain/vote.ts';
import type { KeyRing, ServerKey } from '../keys/key-ring.ts';
import { base36Of } from './base36.ts';
import type { Mac } from './mac.ts';
import { createMac } from './mac.ts';

/**
 * That a vote of this device was recorded, with the stamp it was given (ms since 1970). `choiceDigest` tells whether
 * another vote picks the same, not what it was.
 */
export interface Receipt {
  readonly run: number;
  readonly stamp: number;
  readonly choiceDigest: string;
}

export interface RunKeys {
  readonly voter: Mac;
  readonly receipt: Mac;
}

const maxAgeSeconds = 400 * 24 * 3600;

function isMac(mac: Mac, text: string, given: string): boolean {
  const expected = Buffer.from(mac(text));
  const actual = Buffer.from(given);
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

export function runKeysOf(key: ServerKey, pollId: string): RunKeys {
  return { voter: createMac(key.derive(`voter:${pollId}`)), receipt: createMac(key.derive(`receipt:${pollId}`)) };
}

/** The voter's id in one poll: says nothing about the device, nor about the same device in other polls. */
export function voterIdOf(keys: RunKeys, deviceId: string): string {
  return keys.voter(`device:${deviceId}`);
}

/** Says nothing to who does not know the voter id, which leaves the servers only in the log; the receipt's signature protects it. */
export function choiceDigestOf(voterId: string, choice: Choice): string {
  return base36Of(hashOf(`${voterId}:${choice.join(',')}`));
}

/** The value of one cookie in a Cookie header, or undefined. Values of ours need no decoding. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  if (header === undefined) return undefined;
  for (const part of header.split(';')) {
    const equals = part.indexOf('=');
    if (equals !== -1 && part.slice(0, equals).trim() === name) return part.slice(equals + 1).trim();
  }
  return undefined;
}

export interface CookieJar {
  /** The id of the device that a Cookie header belongs to, if its signature holds under any key of the ring. */
  readDevice(header: string | undefined): string | undefined;
  /** A new device's id. The same `seed` (a first vote's id) gives the same, so that a vote without a cookie may be sent again. */
  newDevice(seed: string | undefined): string;
  deviceCookie(deviceId: string, secure: boolean): string;
  readReceipt(header: string | undefined, keys: RunKeys, pollId: string, deviceId: string): Receipt | undefined;
  receiptCookie(receipt: Receipt, keys: RunKeys, pollId: string, deviceId: string, secure: boolean): string;
}

const deviceCookieName = 'kpoll_device';
const receiptCookieName = (pollId: string) => `kpoll_receipt_${pollId}`;

function attributes(secure: boolean): string {
  return `; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
}

export function createCookieJar(ring: KeyRing, randomId: (bytes: number) => string): CookieJar {
  const cookieMacs = ring.all().map((key) => createMac(key.derive('device-cookie')));
  const activeMac = createMac(ring.active.derive('device-cookie'));
  const seedMac = createMac(ring.active.derive('device-seed'));
  /** Short enough for one block of the hash; the key says which poll. */
  const receiptText = (deviceId: string, { run, stamp, choiceDigest }: Receipt) => `${deviceId}.${run}.${stamp}.${choiceDigest}`;
  return {
    readDevice(header) {
      const [id, given] = readCookie(header, deviceCookieName)?.split('.') ?? [];
      if (id === undefined || given === undefined) return undefined;
      return cookieMacs.some((mac) => isMac(mac, id, given)) ? id : undefined;
    },
    newDevice: (seed) => (seed === undefined ? randomId(16) : seedMac(seed)),
    deviceCookie: (id, secure) => `${deviceCookieName}=${id}.${activeMac(id)}${attributes(secure)}`,
    readReceipt(header, keys, pollId, deviceId) {
      const [run, stamp, choiceDigest, given] = readCookie(header, receiptCookieName(pollId))?.split('.') ?? [];
      if (run === undefined || stamp === undefined || choiceDigest === undefined || given === undefined) return undefined;
      const receipt = { run: parseInt(run, 36), stamp: parseInt(stamp, 36), choiceDigest };
      const text = receiptText(deviceId, receipt);
      // Earlier versions signed the poll as well.
      return isMac(keys.receipt, text, given) || isMac(keys.receipt, `${pollId}.${text}`, given) ? receipt : undefined;
    },
    receiptCookie(receipt, keys, pollId, deviceId, secure) {
      const value = `${base36Of(receipt.run)}.${base36Of(receipt.stamp)}.${receipt.choiceDigest}`;
      const signature = keys.receipt(receiptText(deviceId, receipt));
      return `${receiptCookieName(pollId)}=${value}.${signature}${attributes(secure)}`;
    },
  };
}
