import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createKeyRing } from '../../../ingest-server/keys/key-ring.ts';
import { createRandomIds } from '../../../ingest-server/votes/random-ids.ts';
import { choiceDigestOf, createCookieJar, readCookie, runKeysOf, voterIdOf } from '../../../ingest-server/votes/voter-cookies.ts';

const secret = randomBytes(32);
const ring = createKeyRing([secret]);
const jar = createCookieJar(ring, createRandomIds());
const sent = (cookie: string) => cookie.split(';')[0] ?? '';

describe('the device cookie', () => {
  it('comes back as the device it was made for', () => {
    const device = jar.newDevice(undefined);
    expect(jar.readDevice(`other=1; ${sent(jar.deviceCookie(device, false))}`)).toEqual(device);
  });

  it('is refused when any part of it was changed, and under another key', () => {
    const cookie = sent(jar.deviceCookie('abcdefghijklmnopqrstuv', false));
    for (let index = cookie.indexOf('=') + 1; index < cookie.length; index += 1) {
      const forged = cookie.slice(0, index) + (cookie[index] === 'A' ? 'B' : 'A') + cookie.slice(index + 1);
      expect(jar.readDevice(forged)).toBeUndefined();
    }
    const stranger = createCookieJar(createKeyRing([randomBytes(32)]), createRandomIds());
    expect(stranger.readDevice(cookie)).toBeUndefined();
  });

  it('still counts after a new key has come first in the ring', () => {
    const cookie = sent(jar.deviceCookie('abcdefghijklmnopqrstuv', false));
    const rotated = createCookieJar(createKeyRing([randomBytes(32), secret]), createRandomIds());
    expect(rotated.readDevice(cookie)).toBe('abcdefghijklmnopqrstuv');
  });

  it('cannot be read by scripts nor sent by other sites, and is secure where the connection is', () => {
    const device = jar.newDevice(undefined);
    expect(jar.deviceCookie(device, false)).toMatch(/; HttpOnly; SameSite=Lax$/);
    expect(jar.deviceCookie(device, true)).toMatch(/; Secure$/);
  });

  it('belongs to the same device when a first vote is sent again, and to another for another vote', () => {
    expect(jar.newDevice('vote-one')).toBe(jar.newDevice('vote-one'));
    expect(jar.newDevice('vote-one')).not.toBe(jar.newDevice('vote-two'));
    expect(jar.newDevice(undefined)).not.toBe(jar.newDevice(undefined));
  });
});

describe('the receipt cookie', () => {
  const keys = runKeysOf(ring.active, 'poll1');
  const receipt = { run: 2, stamp: 99, choiceDigest: choiceDigestOf('voter', [1, 3]) };
  const cookie = sent(jar.receiptCookie(receipt, keys, 'poll1', 'device', false));

  it('comes back for the same poll and device only', () => {
    expect(jar.readReceipt(cookie, keys, 'poll1', 'device')).toEqual(receipt);
    expect(jar.readReceipt(cookie, keys, 'poll1', 'another')).toBeUndefined();
    expect(jar.readReceipt(cookie.replace('poll1', 'poll2'), runKeysOf(ring.active, 'poll2'), 'poll2', 'device')).toBeUndefined();
  });

  it('is read as earlier versions signed it', () => {
    const value = `2.2r.${receipt.choiceDigest}`;
    const signed = (text: string) => `kpoll_receipt_poll1=${value}.${keys.receipt(text)}`;
    expect(jar.readReceipt(signed(`poll1.device.2.99.${receipt.choiceDigest}`), keys, 'poll1', 'device')).toEqual(receipt);
    expect(jar.readReceipt(signed(`poll2.device.2.99.${receipt.choiceDigest}`), keys, 'poll1', 'device')).toBeUndefined();
  });

  it('does not say what was chosen', () => {
    expect(cookie).not.toMatch(/1,3|\[1/);
    expect(choiceDigestOf('voter', [1, 3])).not.toBe(choiceDigestOf('someone else', [1, 3]));
  });
});

it('gives a device another voter id in every poll', () => {
  expect(voterIdOf(runKeysOf(ring.active, 'poll1'), 'device')).not.toBe(voterIdOf(runKeysOf(ring.active, 'poll2'), 'device'));
});

it('reads a cookie by its whole name', () => {
  expect(readCookie('xkpoll=1; kpoll=2; kpollx=3', 'kpoll')).toBe('2');
  expect(readCookie('kpoll', 'kpoll')).toBeUndefined();
  expect(readCookie(undefined, 'kpoll')).toBeUndefined();
});

it('never hands out the same random bytes twice', () => {
  const randomId = createRandomIds();
  const ids = Array.from({ length: 5_000 }, () => randomId(16));
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.every((id) => /^[A-Za-z0-9_-]{22}$/.test(id))).toBe(true);
});
