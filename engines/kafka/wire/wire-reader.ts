/** Reads the fields of Kafka's protocol one after the other; throws a RangeError beyond the end. */
export interface WireReader {
  int8(): number;
  int16(): number;
  int32(): number;
  /** As a number: offsets, sizes and times stay far below 2^53. */
  int64(): number;
  boolean(): boolean;
  string(): string;
  nullableString(): string | null;
  bytes(): Buffer;
  array<T>(read: () => T): T[];
  /** The 16 bytes of a topic's id, as text. */
  uuid(): string;
  compactString(): string;
  compactArray<T>(read: () => T): T[];
  /** Fields of newer versions that are unknown here. */
  skipTags(): void;
}

export function createWireReader(buffer: Buffer): WireReader {
  let at = 0;
  const advance = (size: number) => (at += size) - size;

  function unsignedVarint(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = buffer.readUInt8(advance(1));
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
  }

  function take(size: number): Buffer {
    if (at + size > buffer.length) throw new RangeError('a message of Kafka ends too early');
    const start = advance(size);
    return buffer.subarray(start, start + size);
  }

  const reader: WireReader = {
    int8: () => buffer.readInt8(advance(1)),
    int16: () => buffer.readInt16BE(advance(2)),
    int32: () => buffer.readInt32BE(advance(4)),
    int64: () => readInt64(buffer, advance(8)),
    boolean: () => reader.int8() !== 0,
    string: () => reader.nullableString() ?? '',
    nullableString() {
      const size = reader.int16();
      return size < 0 ? null : take(size).toString('utf8');
    },
    bytes: () => take(Math.max(reader.int32(), 0)),
    array: (read) => times(reader.int32(), read),
    uuid: () => take(16).toString('hex'),
    compactString: () => take(Math.max(unsignedVarint() - 1, 0)).toString('utf8'),
    compactArray: (read) => times(unsignedVarint() - 1, read),
    skipTags() {
      for (let left = unsignedVarint(); left > 0; left -= 1) {
        unsignedVarint();
        take(unsignedVarint());
      }
    },
  };
  return reader;
}

export function readInt64(buffer: Buffer, at: number): number {
  return buffer.readInt32BE(at) * 0x1_0000_0000 + buffer.readUInt32BE(at + 4);
}

function times<T>(count: number, read: () => T): T[] {
  const all: T[] = [];
  for (let left = count; left > 0; left -= 1) all.push(read());
  return all;
}

/** What an answer says partition by partition, of all its topics: an array of topics, each a name and an array of partitions. */
export function readPartitions<T>(reader: WireReader, read: (topic: string) => T): T[] {
  return reader
    .array(() => {
      const topic = reader.string();
      return reader.array(() => read(topic));
    })
    .flat();
}
