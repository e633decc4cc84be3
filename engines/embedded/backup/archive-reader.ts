import { unusableBackup } from './backup-manifest.ts';

/** A file in an archive. Its content must be read to the end before the next entry is asked for. */
export interface ArchiveEntry {
  readonly name: string;
  readonly sizeBytes: number;
  readonly content: AsyncIterable<Buffer>;
}

const blockBytes = 512;

/**
 * The plain files of a tar archive, one after the other. Anything else (links, folders, devices, names that lead elsewhere, further
 * headers) is refused, whatever it means: our own archives have nothing of it.
 */
export async function* readArchive(bytes: AsyncIterable<Buffer>): AsyncGenerator<ArchiveEntry> {
  const { Header } = await import('tar');
  const reader = createByteReader(bytes);
  for (;;) {
    const block = await reader.read(blockBytes);
    if (block === undefined) throw unusableBackup('it is cut off');
    const header = new Header(block);
    if (header.nullBlock) break;
    const { path: name, size: sizeBytes, type, cksumValid } = header;
    if (!cksumValid || name === undefined || sizeBytes === undefined) throw unusableBackup('it is damaged');
    if (type !== 'File' || !/^[\w-]+(\.\w+)?$/.test(name)) throw unusableBackup('it holds something else than plain files');
    let isRead = false;
    const content = (async function* () {
      yield* reader.readParts(sizeBytes);
      await reader.read((blockBytes - (sizeBytes % blockBytes)) % blockBytes);
      isRead = true;
    })();
    yield { name, sizeBytes, content };
    if (!isRead) throw new Error('an entry of an archive was not read to its end');
  }
  await readEnd(reader);
}

const mostPadding = 64 * 1024;

/** After the last file come a few blocks of zeros, and nothing more. */
async function readEnd(reader: ByteReader): Promise<void> {
  let bytes = 0;
  for await (const chunk of reader.readParts(Infinity)) {
    bytes += chunk.length;
    if (bytes > mostPadding || chunk.some((byte) => byte !== 0)) throw unusableBackup('something follows its end');
  }
}

interface ByteReader {
  /** Exactly so many bytes; undefined where none follow. */
  read(count: number): Promise<Buffer | undefined>;
  /** So many bytes in parts as they come; fewer only where `count` is infinite. */
  readParts(count: number): AsyncGenerator<Buffer>;
}

function createByteReader(bytes: AsyncIterable<Buffer>): ByteReader {
  const iterator = bytes[Symbol.asyncIterator]();
  let rest = Buffer.alloc(0);
  async function* readParts(count: number): AsyncGenerator<Buffer> {
    let left = count;
    while (left > 0) {
      if (rest.length === 0) {
        const next = await iterator.next();
        if (next.done === true) {
          if (count === Infinity) return;
          throw unusableBackup('it is cut off');
        }
        rest = Buffer.from(next.value);
        continue;
      }
      const part = rest.subarray(0, Math.min(left, rest.length));
      rest = rest.subarray(part.length);
      left -= part.length;
      yield part;
    }
  }
  return {
    readParts,
    async read(count) {
      const parts: Buffer[] = [];
      for await (const part of readParts(count)) parts.push(part);
      return Buffer.concat(parts);
    },
  };
}
