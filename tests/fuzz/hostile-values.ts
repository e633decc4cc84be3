import fc from 'fast-check';

/** `depth` lists, one in the other, as JSON. */
export function deepJson(depth: number, open = '[', close = ']'): string {
  return `${open.repeat(depth)}${open === '[' ? '' : '1'}${close.repeat(depth)}`;
}

/** Numbers that other numbers are computed from, and that fit nowhere. */
export const hostileNumber = fc.oneof(
  fc.constantFrom(
    0,
    -0,
    -1,
    1.5,
    0.1,
    1e21,
    -1e21,
    1e300,
    -1e300,
    5e-324,
    2 ** 31,
    2 ** 32,
    2 ** 53,
    2 ** 53 - 1,
    -(2 ** 53),
    2 ** 63,
    8.64e15,
    8.65e15,
  ),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
);

const nastyTexts = [
  ...['', ' ', '\0', '\r\n', '\ud800', '\udfff\ud800', '\u202e\u0000', '\ufeff', '💥', 'x'.repeat(5_000), '../../etc/passwd', '%00', '%'],
  ...[
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '"',
    "'",
    '<script>alert(1)</script>',
  ],
  ...['a:1', 'a b', 'a;b', 'a,b', 'a"b', 'a\nb', '{}', '[]', 'null', 'NaN', "'; DROP TABLE votes_0; --", '\u2028', '\u0085'],
];

export const hostileText = fc.oneof(
  fc.constantFrom(...nastyTexts),
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.string({ maxLength: 40 }),
);

/** Anything that JSON can say, with keys that mean something to objects. */
export const hostileJson: fc.Arbitrary<unknown> = fc.oneof(
  hostileNumber,
  hostileText,
  fc.constantFrom(null, true, false, [], {}),
  fc.jsonValue({ maxDepth: 4, noUnicodeString: false }),
  fc.array(hostileNumber, { maxLength: 150 }),
  fc.dictionary(hostileText, hostileNumber, { maxKeys: 5 }),
);

/** Where in a value something is changed: as JSON texts, so that `__proto__` is a key like any other. */
function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

/** A value with one part of it exchanged, left out or added to. */
export function mutated(value: unknown, rubbish: fc.Arbitrary<unknown> = hostileJson): fc.Arbitrary<string> {
  const keys = entriesOf(value).map(([key]) => key);
  const change = fc.record({ key: fc.oneof(fc.constantFrom(...(keys.length === 0 ? ['x'] : keys)), hostileText), rubbish });
  const deeper = keys.filter((key) => entriesOf((value as Record<string, unknown>)[key]).length > 0);
  const shallow = fc.oneof(
    { weight: 4, arbitrary: change.map(({ key, rubbish: part }) => withPart(value, key, JSON.stringify(part))) },
    { weight: 1, arbitrary: fc.constantFrom(...(keys.length === 0 ? ['x'] : keys)).map((key) => withPart(value, key, undefined)) },
    { weight: 1, arbitrary: fc.integer({ min: 10, max: 4_000 }).map((depth) => withPart(value, '__proto__', deepJson(depth))) },
    { weight: 1, arbitrary: rubbish.map((whole) => JSON.stringify(whole)) },
  );
  if (deeper.length === 0) return shallow;
  const inside = fc
    .constantFrom(...deeper)
    .chain((key) => mutated((value as Record<string, unknown>)[key], rubbish).map((part) => withPart(value, key, part)));
  return fc.oneof({ weight: 3, arbitrary: shallow }, { weight: 2, arbitrary: inside });
}

/** JSON of `value` with `key` said to be `part` (JSON itself), or without it. A list stays a list. */
function withPart(value: unknown, key: string, part: string | undefined): string {
  const others = entriesOf(value).filter(([name]) => name !== key);
  if (Array.isArray(value)) {
    const items = others.map(([, item]) => JSON.stringify(item));
    return `[${(part === undefined ? items : [...items, part]).join(',')}]`;
  }
  const pairs = others.map(([name, item]) => `${JSON.stringify(name)}:${JSON.stringify(item)}`);
  return `{${(part === undefined ? pairs : [...pairs, `${JSON.stringify(key)}:${part}`]).join(',')}}`;
}

/** Bytes of `text` with some flipped, cut out, doubled or put in. */
export function mutatedBytes(text: string): fc.Arbitrary<Buffer> {
  const edit = fc.record({
    at: fc.nat({ max: Math.max(0, text.length - 1) }),
    kind: fc.constantFrom('flip', 'cut', 'double', 'insert', 'end' as const),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 12 }),
  });
  return fc.array(edit, { minLength: 1, maxLength: 4 }).map((edits) => {
    let bytes = Buffer.from(text);
    for (const { at, kind, bytes: given } of edits) {
      const [head, tail] = [bytes.subarray(0, at), bytes.subarray(at)];
      if (kind === 'flip') bytes = Buffer.concat([head, Buffer.from([(tail[0] ?? 0) ^ (given[0] ?? 1)]), tail.subarray(1)]);
      else if (kind === 'cut') bytes = Buffer.concat([head, tail.subarray(given.length)]);
      else if (kind === 'double') bytes = Buffer.concat([head, tail.subarray(0, 40), tail]);
      else if (kind === 'insert') bytes = Buffer.concat([head, given, tail]);
      else bytes = Buffer.from(head);
    }
    return bytes;
  });
}
