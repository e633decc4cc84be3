import { Agent, request } from 'node:http';

export interface SteadyVotes {
  /** When the answer 204 to the n-th recorded vote arrived, in ms since 1970. */
  readonly recordedAt: readonly number[];
  readonly refused: number;
}

/** New voters vote at an even rate (open model), spread over the polls; each request has a voter of its own. */
export async function voteSteadily(o: {
  url: string;
  pollIds: readonly string[];
  perSecond: number;
  seconds: number;
}): Promise<SteadyVotes> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const recordedAt: number[] = [];
  let refused = 0;
  const send = (pollId: string) =>
    new Promise<void>((resolve) => {
      const headers = { 'content-type': 'application/json' };
      const sent = request(`${o.url}/polls/${pollId}/vote`, { agent, method: 'POST', headers }, (response) => {
        response.resume().on('end', () => {
          if (response.statusCode === 204) recordedAt.push(Date.now());
          else refused += 1;
          resolve();
        });
      });
      sent.on('error', () => {
        refused += 1;
        resolve();
      });
      sent.end('{"option":1}');
    });
  const total = o.perSecond * o.seconds;
  const started = performance.now();
  const underway: Promise<void>[] = [];
  while (underway.length < total) {
    const due = Math.min(total, Math.floor(((performance.now() - started) / 1000) * o.perSecond));
    while (underway.length < due) underway.push(send(o.pollIds[underway.length % o.pollIds.length] ?? ''));
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  await Promise.all(underway);
  agent.destroy();
  return { recordedAt, refused };
}
