import fc from 'fast-check';

/** Any frame that can be told apart, whatever its bits say, and bytes that are none. */
export const frames = fc.oneof(
  fc
    .record({ first: fc.nat(255), masked: fc.boolean(), length: fc.nat(4_000), said: fc.option(fc.constantFrom(126, 127)) })
    .map(({ first, masked, length, said }) => {
      const size =
        said === 126
          ? [126, 0xff, 0xff]
          : said === 127
            ? [127, 0x7f, ...Array<number>(7).fill(0xff)]
            : length < 126
              ? [length]
              : [126, length >> 8, length & 255];
      const head = Buffer.from([first, (size[0] ?? 0) | (masked ? 0x80 : 0), ...size.slice(1)]);
      return Buffer.concat([head, masked ? Buffer.alloc(4) : Buffer.alloc(0), Buffer.alloc(length, 0x61)]);
    }),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
);
