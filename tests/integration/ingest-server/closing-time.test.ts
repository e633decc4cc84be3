import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuthorPollView } from '../../../core/contract/http.ts';
import type { IngestProcess } from '../ingest-process.ts';
import { eventually, makeFolder, makePoll, openPoll, readAsAuthor, readPoll, setState, startIngest, vote } from '../ingest-process.ts';

const question = { question: 'Tea or coffee?', options: ['Tea', 'Coffee'] };
const soon = (ms: number) => new Date(Date.now() + ms).toISOString();
const isClosed = ({ state, result }: Pick<AuthorPollView, 'state' | 'result'>) => state === 'closed' && result?.final === true;

describe('closing times', () => {
  const { folder, remove } = makeFolder();
  let server: IngestProcess;
  beforeAll(async () => {
    server = await startIngest(folder);
  });
  afterAll(async () => {
    await server.stop();
    remove();
  });
  const patch = async (pollId: string, closing: unknown, revision?: number) =>
    server.author('PATCH', `/polls/${pollId}`, { closing, ...(revision !== undefined && { revision }) });
  const finallyClosed = (pollId: string) => eventually(() => readAsAuthor(server, pollId), isClosed);

  it('closes an open poll when its time has come, and counts every vote that was acknowledged', async () => {
    const poll = await openPoll(server, question);
    const at = soon(1_500);
    expect(await (await patch(poll.id, { at })).json()).toMatchObject({ state: 'open', closesAt: at, timing: 1, revision: poll.revision });
    expect((await readPoll(server, poll.id)).closesAt).toBe(at);
    let acknowledged = 0;
    for (let status = 204; status === 204; acknowledged += Number(status === 204))
      status = (await vote(server, poll.id, { option: 1 })).status;
    const closed = await finallyClosed(poll.id);
    expect(closed.result).toMatchObject({ voters: acknowledged, late: 0 });
    expect(acknowledged).toBeGreaterThan(0);
    const closedAt = Date.parse(closed.runs[0]?.closedAt ?? '');
    expect(closedAt).toBeGreaterThanOrEqual(Date.parse(at));
    expect(closed).not.toHaveProperty('closesAt');
    expect((await vote(server, poll.id, { option: 1 })).status).toBe(409);
  });

  it('takes a duration with the draft and counts it from the opening', async () => {
    const draft = await makePoll(server, { ...question, closing: { afterMinutes: 10 } });
    expect(draft).toMatchObject({ closing: { afterMinutes: 10 } });
    const open = await setState(server, draft.id, 'open');
    expect(Date.parse(open.closesAt ?? '') - Date.parse(open.runs[0]?.openedAt ?? '')).toBe(600_000);
    expect(await (await patch(draft.id, null)).json()).not.toHaveProperty('closesAt');
    await setState(server, draft.id, 'closed');
  });

  it('goes by the newest of several times, also while paused', async () => {
    const poll = await openPoll(server, question);
    await patch(poll.id, { at: soon(1_000) });
    const later = soon(2_000);
    await patch(poll.id, { at: later });
    await setState(server, poll.id, 'paused');
    const closed = await finallyClosed(poll.id);
    expect(Date.parse(closed.runs[0]?.closedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(later));
  });

  it('does not open a poll whose closing time has passed, and says what to do', async () => {
    const draft = await makePoll(server, { ...question, closing: { at: soon(500) } });
    const refused = await eventually(
      async () => server.author('PATCH', `/polls/${draft.id}`, { state: 'paused' }).then(() => Date.now()),
      (now) => now > Date.parse((draft.closing as { at: string }).at),
    ).then(() => server.author('PATCH', `/polls/${draft.id}`, { state: 'open' }));
    expect([refused.status, await refused.json()]).toMatchObject([409, { code: 'wrong-state' }]);
    await patch(draft.id, null);
    expect(await setState(server, draft.id, 'open')).toMatchObject({ state: 'open' });
  });

  it('refuses times that are past, too far, or no times, and changes nothing', async () => {
    const poll = await openPoll(server, question);
    const wrong = [
      { at: soon(-1) },
      { at: '9999-01-01T00:00:00Z' },
      { at: 'tomorrow' },
      { afterMinutes: 0 },
      { afterMinutes: 1.5 },
      { afterMinutes: 10_000_000 },
      {},
      5,
    ];
    for (const closing of wrong) expect((await patch(poll.id, closing)).status, JSON.stringify(closing)).toBe(400);
    expect((await patch(poll.id, { afterMinutes: 5 }, poll.revision - 1)).status).toBe(409);
    expect((await server.author('PATCH', `/polls/${poll.id}`, { closing: null, state: 'closed' })).status).toBe(400);
    expect(await readAsAuthor(server, poll.id)).toMatchObject({ state: 'open', revision: poll.revision });
    expect((await fetch(`${server.url}/polls/${poll.id}`, { method: 'PATCH', body: '{}' })).status).toBe(401);
  });

  it('shows voters when the poll closes, without any script', async () => {
    const poll = await openPoll(server, { ...question, timeZone: 'Europe/Berlin' });
    await patch(poll.id, { afterMinutes: 90 });
    expect(await (await fetch(`${server.url}/p/${poll.code}`)).text()).toMatch(/>Closes at (\d+ \w+, )?\d\d:\d\d CES?T</);
    await setState(server, poll.id, 'closed');
  });
});

it('closes at once after a restart what was due while no server ran', async () => {
  const { folder, remove } = makeFolder();
  try {
    const first = await startIngest(folder);
    const poll = await openPoll(first, question);
    expect((await vote(first, poll.id, { option: 2 })).status).toBe(204);
    const at = soon(1_000);
    await first.author('PATCH', `/polls/${poll.id}`, { closing: { at } });
    await first.kill();
    await eventually(
      async () => Date.now(),
      (now) => now > Date.parse(at),
    );
    const second = await startIngest(folder);
    const closed = await eventually(() => readAsAuthor(second, poll.id), isClosed);
    expect(closed.result).toMatchObject({ voters: 1, late: 0 });
    await second.stop();
  } finally {
    remove();
  }
});
