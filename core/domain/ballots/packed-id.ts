/**
 * Ids as servers and pages make them consist of the 64 letters of base64url (RFC 4648, section 5). Five of them fit into one
 * 30 bit word, the first letter in the highest bits; the lowest six bits of an id's last word hold its length. An id that is
 * too long, empty, or has other letters is kept as text in a list: then the length is 0 and the first word its place there.
 */
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const lettersPerWord = 5;
const lengthMask = 0x3f;

const places = makePlaces();

function makePlaces(): Int8Array {
  const all = new Int8Array(128).fill(-1);
  for (let place = 0; place < alphabet.length; place += 1) all[alphabet.charCodeAt(place)] = place;
  return all;
}

/** Ids that do not fit into words, each once. */
export interface OddIds {
  /** Its place in the list, or -1. */
  find(text: string): number;
  findOrAdd(text: string): number;
  textAt(place: number): string;
  all(): readonly string[];
  clear(): void;
}

export function createOddIds(known: readonly string[] = []): OddIds {
  const placeOf = new Map(known.map((text, place) => [text, place]));
  const texts = [...known];
  return {
    find: (text) => placeOf.get(text) ?? -1,
    findOrAdd(text) {
      const known = placeOf.get(text);
      if (known !== undefined) return known;
      placeOf.set(text, texts.length);
      return texts.push(text) - 1;
    },
    textAt: (place) => texts[place] ?? '',
    all: () => texts,
    clear() {
      placeOf.clear();
      texts.length = 0;
    },
  };
}

/** Writes an id into `count` words from `at` on; false where it does not fit, or has odd letters: then they hold nothing of use. */
export function packId(text: string, into: Int32Array, at: number, count: number): boolean {
  const { length } = text;
  if (length === 0 || length >= count * lettersPerWord) return false;
  let odd = 0;
  let letter = 0;
  for (let word = 0; word < count; word += 1) {
    let bits = 0;
    for (const end = letter + lettersPerWord; letter < end; letter += 1) {
      const code = letter < length ? text.charCodeAt(letter) : firstLetter;
      const place = code < 128 ? (places[code] ?? -1) : -1;
      odd |= place;
      bits = (bits << 6) | (place & 0x3f);
    }
    into[at + word] = bits;
  }
  const last = at + count - 1;
  into[last] = ((into[last] ?? 0) & ~lengthMask) | length;
  return odd >= 0;
}

/** Its bits are all zero: it stands where an id has ended. */
const firstLetter = alphabet.charCodeAt(0);

export function writeOddId(place: number, into: Int32Array, at: number, count: number): void {
  into.fill(0, at, at + count);
  into[at] = place;
}

/** The place in the list of odd ids, or -1 where the words hold the id itself. */
export function oddPlaceOf(words: Int32Array, at: number, count: number): number {
  return ((words[at + count - 1] ?? 0) & lengthMask) === 0 ? (words[at] ?? 0) : -1;
}

/** The id that `packId` wrote. */
export function unpackId(words: Int32Array, at: number, count: number): string {
  const length = (words[at + count - 1] ?? 0) & lengthMask;
  let text = '';
  for (let letter = 0; letter < length; letter += 1) {
    const word = words[at + Math.floor(letter / lettersPerWord)] ?? 0;
    text += alphabet.charAt((word >>> (6 * (lettersPerWord - 1 - (letter % lettersPerWord)))) & 0x3f);
  }
  return text;
}

/** Where the words hold a place in one list of odd ids, puts its place in another there. */
export function moveOddId(words: Int32Array, at: number, count: number, from: OddIds, to: OddIds): void {
  const place = oddPlaceOf(words, at, count);
  if (place >= 0) words[at] = to.findOrAdd(from.textAt(place));
}
