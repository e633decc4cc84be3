import fc from 'fast-check';
import { deepJson, hostileText, mutated } from './hostile-values.ts';

/** What a request can name that is really there. */
export interface Targets {
  readonly port: number;
  /** The open poll whose votes are counted in the end, and one that may be done anything to. */
  readonly pollId: string;
  readonly code: string;
  readonly victimId: string;
  readonly token: string;
  /** Cookies of a device that has voted. */
  readonly cookies: string;
}

export interface RequestSketch {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

const methods = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PROPFIND'] as const;

/** A part of a path: what belongs there, or rubbish, escaped as a client would or only as far as a line of HTTP needs. */
function part(good: readonly string[]): fc.Arbitrary<string> {
  const raw = fc.string({ unit: fc.constantFrom(...Array.from('abcAZ09%./\\;:@&=+$,-_~!*\'()[]{}|^`"<>?')), maxLength: 30 });
  const escaped = fc
    .oneof(hostileText, fc.string({ unit: 'grapheme', maxLength: 10 }))
    .map((text) => encodeURIComponent(Buffer.from(text).toString()));
  const nasty = fc.constantFrom(
    '%',
    '%00',
    '%E0%A4%A',
    '%ff%fe',
    '..%2f..%2fetc%2fpasswd',
    '__proto__',
    'constructor',
    'x'.repeat(3_000),
    '.',
    '..',
  );
  return fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...good) },
    { weight: 1, arbitrary: raw },
    { weight: 2, arbitrary: escaped },
    nasty,
  );
}

function pathOf({ pollId, victimId, code }: Targets): fc.Arbitrary<string> {
  const [id, join] = [part([pollId, victimId]), part([code, code.toLowerCase()])];
  const plain = [
    '/',
    '/polls',
    '/join',
    '/p',
    '/leaderboard',
    '/healthz',
    '/readyz',
    '/metrics',
    '/docs',
    '/docs/json',
    '/docs/static/index.css',
    '/favicon.ico',
    '/assets/page.js',
    '/ws',
    '*',
    '//',
    '/polls/',
  ];
  const path = fc.oneof(
    { weight: 4, arbitrary: id.map((given) => `/polls/${given}/vote`) },
    { weight: 3, arbitrary: id.map((given) => `/polls/${given}`) },
    { weight: 3, arbitrary: join.map((given) => `/p/${given}`) },
    { weight: 1, arbitrary: part(['index.css']).map((given) => `/docs/static/${given}`) },
    { weight: 1, arbitrary: id.map((given) => `/ws?poll=${given}`) },
    { weight: 1, arbitrary: join.map((given) => `/join?code=${given}`) },
    { weight: 3, arbitrary: fc.constantFrom(...plain) },
    { weight: 1, arbitrary: part(['x']).map((given) => `/${given}`) },
  );
  const query = fc.oneof(
    { weight: 3, arbitrary: fc.constant('') },
    part(['a=1', 'code=1&code=2', '__proto__[x]=1']).map((given) => `?${given}`),
  );
  return fc.tuple(path, query).map(([before, after]) => `${before}${after}`.replace(/ /g, '%20'));
}

const goodDraft = {
  question: 'Which?',
  options: ['A', { label: 'B' }],
  type: 'multiple',
  min: 1,
  max: 2,
  reveal: 'always',
  changes: 'none',
  timeZone: 'UTC',
};

function bodyOf(): fc.Arbitrary<string> {
  const vote = { option: 1, voteId: 'abcdefghijklmnop' };
  const bodies = [
    fc.constantFrom(
      JSON.stringify(vote),
      '{"options":[1]}',
      '{"option":2}',
      'option=1',
      'option=1&option=2&voteId=abcdefghijklmnop',
      '{"state":"paused"}',
      '{"state":"open"}',
      '{"hidden":true}',
    ),
    mutated(vote),
    mutated({ options: [1, 2], voteId: 'abcdefghijklmnop' }),
    mutated(goodDraft),
    mutated({ state: 'open', hidden: false, revision: 3 }),
    fc.constantFrom(
      '',
      '{',
      'null',
      '1e999',
      '{"option":1e999}',
      '{"option":1}{"option":1}',
      '\u0000',
      '{"__proto__":{"option":1},"option":1}',
      '{"constructor":{"prototype":{"x":1}}}',
    ),
    fc.integer({ min: 1, max: 100_000 }).map((depth) => deepJson(depth)),
    fc.integer({ min: 1, max: 2_600 }).map((depth) => deepJson(depth, '{"a":', '}')),
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.constantFrom('x'.repeat(20_000), `{"option":1,"pad":"${'x'.repeat(16_500)}"}`),
  ];
  return fc.oneof(...bodies);
}

const printable = fc.string({ unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)), maxLength: 60 });

function headersOf({ token, cookies }: Targets): fc.Arbitrary<RequestSketch['headers']> {
  const types = [
    'application/json',
    'application/json; charset=utf-8',
    'application/json; charset=utf-16',
    'application/x-www-form-urlencoded',
    'text/plain',
    'multipart/form-data; boundary=x',
    'application/json, text/plain',
    'application/problem+json',
    '/',
    ';;;',
    'application/',
    'APPLICATION/JSON',
  ];
  const type = fc
    .oneof({ weight: 5, arbitrary: fc.constant('application/json') }, fc.constantFrom(...types), printable)
    .map((value) => ['content-type', value] as const);
  const [device = '', receipt = ''] = cookies.split('; ');
  const damaged = fc
    .tuple(fc.constantFrom(cookies, device, receipt), fc.nat(60), printable)
    .map(([cookie, at, text]) => `${cookie.slice(0, at)}${text}${cookie.slice(at + 1)}`);
  const cookie = fc
    .oneof(
      fc.constantFrom(cookies, device, receipt, `${receipt}; ${device}`, 'kpoll_device=', 'kpoll_device=.', ';;;=;=', 'x'.repeat(7_000)),
      damaged,
    )
    .map((value) => ['cookie', value] as const);
  const author = fc
    .oneof(fc.constantFrom(`Bearer ${token}`, `bearer ${token}`, 'Bearer', 'Bearer ', `Bearer ${token}x`, `Basic ${token}`), printable)
    .map((value) => ['authorization', value] as const);
  const oddity = fc.constantFrom<readonly [string, string]>(
    ...([
      ['content-encoding', 'gzip'],
      ['origin', 'null'],
      ['origin', 'https://elsewhere.example'],
      ['x-forwarded-for', '1.2.3.4, , ;'],
      ['x-forwarded-proto', 'javascript:'],
      ['x-forwarded-host', '\u00e4'],
      ['range', 'bytes=0-,-1'],
      ['if-none-match', '*'],
      ['accept', '*/*;q=nonsense'],
      ['accept-encoding', '\u00ff'],
      ['upgrade', 'h2c'],
      ['x-http-method-override', 'DELETE'],
      ['expect', '100-continue'],
      ['__proto__', 'x'],
      ['constructor', 'x'],
    ] as const),
  );
  const many = fc.array(oddity, { maxLength: 3 });
  return fc
    .tuple(fc.option(type, { freq: 8, nil: undefined }), fc.option(cookie, { nil: undefined }), fc.option(author, { nil: undefined }), many)
    .map(([...all]) => [...all.slice(0, 3), ...all[3]].filter((header) => header !== undefined) as RequestSketch['headers']);
}

/** Requests that are well-formed as HTTP and may be anything within. None closes the poll that is counted. */
export function requests(targets: Targets): fc.Arbitrary<RequestSketch> {
  const method = fc.oneof({ weight: 3, arbitrary: fc.constantFrom('GET', 'POST', 'PATCH') }, fc.constantFrom(...methods));
  const any = fc.record({ method, path: pathOf(targets), headers: headersOf(targets), body: bodyOf() });
  return any.map((sketch) => {
    const isCommand = sketch.method === 'PATCH' && sketch.path.includes(targets.pollId);
    return isCommand ? { ...sketch, headers: sketch.headers.filter(([name]) => name !== 'authorization') } : sketch;
  });
}

/** As bytes on the wire. Header values are Latin-1, the body is UTF-8. */
export function toBytes({ method, path, headers, body }: RequestSketch): Buffer {
  const payload = Buffer.from(body);
  const lines = headers.map(([name, value]) => `${name}: ${value.replace(/[\r\n]/g, ' ')}`);
  const closing = headers.some(([name]) => name === 'upgrade') ? 'connection: upgrade, close' : 'connection: close';
  const hasBody = payload.length > 0 && method !== 'GET' && method !== 'HEAD';
  const length = hasBody || ['POST', 'PATCH', 'PUT'].includes(method) ? [`content-length: ${hasBody ? payload.length : 0}`] : [];
  const head = [`${method} ${path} HTTP/1.1`, 'host: 127.0.0.1', closing, ...lines, ...length, '', ''].join('\r\n');
  return Buffer.concat([Buffer.from(head, 'latin1'), hasBody ? payload : Buffer.alloc(0)]);
}
