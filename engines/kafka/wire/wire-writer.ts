/** Writes the fields of Kafka's protocol one after the other. */
export interface WireWriter {
  int8(value: number): WireWriter;
  int16(value: number): WireWriter;
  int32(value: number): WireWriter;
  int64(value: number): WireWriter;
  string(value: string): WireWriter;
  nullableString(value: string | null): WireWriter;
  bytes(value: Buffer): WireWriter;
  array<T>(values: readonly T[], write: (value: T) => void): WireWriter;
  /** Bytes as they are, without their length. */
  raw(value: Buffer): WireWriter;
  unsignedVarint(value: number): WireWriter;
  compactString(value: string): WireWriter;
  toBuffer(): Buffer;
}

export function createWireWriter(): WireWriter {
  let buffer = Buffer.allocUnsafe(256);
  let end = 0;

  function room(size: number): number {
    if (end + size > buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(buffer.length * 2, end + size));
      buffer.copy(larger, 0, 0, end);
      buffer = larger;
    }
    const at = end;
    end += size;
    return at;
  }

  const writer: WireWriter = {
    int8(value) {
      const at = room(1);
      buffer.writeInt8(value, at);
      return writer;
    },
    int16(value) {
      const at = room(2);
      buffer.writeInt16BE(value, at);
      return writer;
    },
    int32(value) {
      const at = room(4);
      buffer.writeInt32BE(value, at);
      return writer;
    },
    int64(value) {
      const at = room(8);
      writeInt64(buffer, value, at);
      return writer;
    },
    string(value) {
      const text = Buffer.from(value, 'utf8');
      return writer.int16(text.length).raw(text);
    },
    nullableString: (value) => (value === null ? writer.int16(-1) : writer.string(value)),
    bytes: (value) => writer.int32(value.length).raw(value),
    array(values, write) {
      writer.int32(values.length);
      values.forEach(write);
      return writer;
    },
    raw(value) {
      const at = room(value.length);
      value.copy(buffer, at);
      return writer;
    },
    unsignedVarint(value) {
      let rest = value;
      for (; rest > 0x7f; rest >>>= 7) {
        const at = room(1);
        buffer[at] = (rest & 0x7f) | 0x80;
      }
      const at = room(1);
      buffer[at] = rest;
      return writer;
    },
    compactString(value) {
      const text = Buffer.from(value, 'utf8');
      return writer.unsignedVarint(text.length + 1).raw(text);
    },
    toBuffer: () => buffer.subarray(0, end),
  };
  return writer;
}

export function writeInt64(buffer: Buffer, value: number, at: number): void {
  buffer.writeInt32BE(Math.floor(value / 0x1_0000_0000), at);
  buffer.writeUInt32BE(value < 0 ? value >>> 0 : value % 0x1_0000_0000, at + 4);
}
