import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import type { Profile } from '../programs.ts';

/** What a thread's time went into, most first; shares (0 to 1) of the time it was busy. */
export interface TimeByKind {
  readonly kinds: readonly { readonly kind: string; readonly share: number }[];
}

interface Place {
  readonly name: string;
  /** Of Node's own code `node:…`, of ours the source file, else a path within node_modules; empty for what is not JavaScript. */
  readonly file: string;
}

interface Kind {
  readonly kind: string;
  holds(place: Place): boolean;
}

const socketWrites = new Set(['writev', 'writeBuffer', 'writeUtf8String', 'writeLatin1String', 'writeAsciiString', 'writeUcs2String']);
const nativeSignatures = new Set(['Hmac', 'Hash', 'init', 'update', 'digest', 'timingSafeEqual']);

/** The first that holds counts. */
const kinds: readonly Kind[] = [
  { kind: 'garbage collection', holds: ({ name }) => name === '(garbage collector)' },
  { kind: 'writing to sockets', holds: ({ name, file }) => file === '' && socketWrites.has(name) },
  {
    kind: 'signatures (device, voter, receipt)',
    holds: ({ name, file }) =>
      (file === '' && nativeSignatures.has(name)) ||
      file.startsWith('node:internal/crypto') ||
      /(^|\/)votes\/(voter-cookies|mac|sha256)\.ts$/.test(file),
  },
  {
    kind: 'the log (handing votes over, reading results)',
    holds: ({ name, file }) => /(^|\/)engines\//.test(file) || file.includes('/libsql/') || /^(postMessage|libsql_js::)/.test(name),
  },
  { kind: 'HTTP, sockets and streams in Node', holds: ({ file }) => file.startsWith('node:') },
  { kind: 'fastify and what it brings', holds: ({ file }) => file.includes('node_modules/') },
  { kind: 'checking and routing of votes', holds: ({ file }) => /(^|\/)(ingest-server|core)\//.test(file) },
  { kind: 'what is not JavaScript (HTTP parser, event loop, system calls)', holds: () => true },
];

/** Sorts a profile's samples by what the code they fell on does. */
export function timeByKind(profile: Profile, sourceOf: (url: string, line: number, column: number) => string): TimeByKind {
  const kindOfNode = new Map<number, string>();
  for (const { id, callFrame } of profile.nodes) {
    const { functionName: name, url, lineNumber, columnNumber } = callFrame;
    // `dispatch` is the profiler at work on itself.
    if (name === '(idle)' || name === '(root)' || (name === 'dispatch' && url === '')) continue;
    const place = { name, file: sourceOf(url, lineNumber, columnNumber) };
    kindOfNode.set(id, kinds.find((kind) => kind.holds(place))?.kind ?? '');
  }
  const times = new Map<string, number>();
  let busy = 0;
  profile.samples?.forEach((id, index) => {
    const time = profile.timeDeltas?.[index] ?? 0;
    const kind = kindOfNode.get(id);
    if (kind === undefined) return;
    busy += time;
    times.set(kind, (times.get(kind) ?? 0) + time);
  });
  const sorted = [...times].map(([kind, time]) => ({ kind, share: time / busy })).sort((a, b) => b.share - a.share);
  return { kinds: sorted };
}

/** Of bundles beside which a source map lies, the source file; else the URL. */
export function createSourceFinder(): (url: string, line: number, column: number) => string {
  const maps = new Map<string, SourceMap | undefined>();
  return (url, line, column) => {
    if (!url.startsWith('file:') || url.includes('/node_modules/')) return url;
    if (!maps.has(url)) maps.set(url, readMap(url));
    const entry = maps.get(url)?.findEntry(line, column);
    return entry !== undefined && 'originalSource' in entry ? entry.originalSource : url;
  };
}

function readMap(url: string): SourceMap {
  return new SourceMap(JSON.parse(readFileSync(new URL(`${url}.map`), 'utf8')) as ConstructorParameters<typeof SourceMap>[0]);
}

/** "writing to sockets 29 %, garbage collection 8 %" */
export function inWords({ kinds: found }: TimeByKind): string {
  return found
    .filter(({ share }) => share >= 0.01)
    .map(({ kind, share }) => `${kind} ${(share * 100).toFixed(0)} %`)
    .join(', ');
}
