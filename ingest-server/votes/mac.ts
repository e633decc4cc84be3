import { createHmac } from 'node:crypto';
import type { Digest } from './sha256.ts';
import { compress, initialDigest } from './sha256.ts';

/** Signs a text: the first 132 bits of its HMAC-SHA256 (RFC 2104, FIPS 198-1) as 22 characters of base64url. */
export type Mac = (text: string) => string;

const macLength = 22;
const blockBytes = 64;
const blockWords = blockBytes / 4;
const digestBytes = 32;
/** The last eight bytes of the last block hold the length. */
const lengthBytes = 8;
const alphabet = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_');

/**
 * A signature by a key that signs many texts. Hashing the key once and not for each text, and making no object that the
 * collector must free, costs half of what `createHmac` does; see docs/decisions/0011.
 */
export function createMac(key: Buffer): Mac {
  const inner = digestOfPad(key, 0x36);
  const outer = digestOfPad(key, 0x5c);
  return (text) => {
    if (!isAscii(text)) return createHmac('sha256', key).update(text).digest('base64url').slice(0, macLength);
    hashText(inner, text);
    secondBlock.set(digest);
    compress(outer, secondBlock, digest);
    return encode();
  };
}

const block = new Int32Array(blockWords);
const digest: Digest = new Int32Array(digestBytes / 4);
/** Of the outer hash: the inner digest, a bit that ends it, and the length of key and digest in bits. */
const secondBlock = new Int32Array(blockWords);
secondBlock[digestBytes / 4] = 0x80 << 24;
secondBlock[blockWords - 1] = (blockBytes + digestBytes) * 8;
const encoded = Buffer.alloc(macLength);

function digestOfPad(key: Buffer, pad: number): Digest {
  if (key.length > blockBytes) throw new RangeError(`a key of ${key.length} bytes does not fit a block`);
  const padded = Buffer.alloc(blockBytes, pad);
  key.forEach((byte, index) => (padded[index] = byte ^ pad));
  const result = new Int32Array(digestBytes / 4);
  compress(
    initialDigest,
    Int32Array.from({ length: blockWords }, (_, word) => padded.readInt32BE(word * 4)),
    result,
  );
  return result;
}

function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) if (text.charCodeAt(index) > 127) return false;
  return true;
}

/** Into `digest`: the hash of the padded key, whose digest `start` is, and the text. */
function hashText(start: Digest, text: string): void {
  digest.set(start);
  let from = 0;
  for (; text.length - from >= blockBytes; from += blockBytes) {
    fillBlock(text, from, blockBytes);
    compress(digest, block, digest);
  }
  const rest = text.length - from;
  fillBlock(text, from, rest);
  block[rest >> 2] = (block[rest >> 2] ?? 0) | (0x80 << shiftOf(rest));
  if (rest >= blockBytes - lengthBytes) {
    compress(digest, block, digest);
    block.fill(0);
  }
  block[blockWords - 1] = (blockBytes + text.length) * 8;
  compress(digest, block, digest);
}

function fillBlock(text: string, from: number, count: number): void {
  block.fill(0);
  for (let index = 0; index < count; index += 1) {
    block[index >> 2] = (block[index >> 2] ?? 0) | (text.charCodeAt(from + index) << shiftOf(index));
  }
}

/** Bytes fill a word from its high end. */
function shiftOf(index: number): number {
  return 24 - ((index & 3) << 3);
}

/** Six bits of `digest` a character. */
function encode(): string {
  for (let index = 0; index < macLength; index += 1) {
    const bit = index * 6;
    const word = bit >> 5;
    const within = bit & 31;
    const high = digest[word] ?? 0;
    const bits = within <= 26 ? high >>> (26 - within) : (high << (within - 26)) | ((digest[word + 1] ?? 0) >>> (58 - within));
    encoded[index] = alphabet[bits & 63] ?? 0;
  }
  return encoded.toString('latin1');
}
