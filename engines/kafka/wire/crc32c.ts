const table = makeTable();

/** The checksum (Castagnoli) that every record batch carries, of the bytes from `start` to `end`. */
export function crc32c(buffer: Buffer, start: number, end: number): number {
  let crc = -1;
  for (let at = start; at < end; at += 1) crc = (table[(crc ^ (buffer[at] ?? 0)) & 0xff] ?? 0) ^ (crc >>> 8);
  return (crc ^ -1) >>> 0;
}

function makeTable(): Int32Array {
  return Int32Array.from({ length: 256 }, (_, byte) => {
    let value = byte;
    for (let bit = 0; bit < 8; bit += 1) value = (value & 1) === 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
    return value;
  });
}
