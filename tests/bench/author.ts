import type { AuthorPollView } from '../../core/contract/http.ts';

/** Who makes polls, over HTTP. */
export interface Author {
  author(method: string, path: string, body?: object): Promise<AuthorPollView>;
  /** Makes and opens a poll of one choice among four. */
  makeOpenPoll(extra?: object): Promise<string>;
  close(pollId: string): Promise<void>;
  votersOf(pollId: string): Promise<number>;
}

export function authorOf(url: string, token: string): Author {
  async function author(method: string, path: string, body?: object): Promise<AuthorPollView> {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const response = await fetch(`${url}${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    if (!response.ok) throw new Error(await response.text());
    return (await response.json()) as AuthorPollView;
  }
  return {
    author,
    async makeOpenPoll(extra = {}) {
      const { id } = await author('POST', '/polls', { question: 'Bench?', options: ['One', 'Two', 'Three', 'Four'], ...extra });
      await author('PATCH', `/polls/${id}`, { state: 'open' });
      return id;
    },
    async close(pollId) {
      await author('PATCH', `/polls/${pollId}`, { state: 'closed' });
    },
    votersOf: async (pollId) => (await author('GET', `/polls/${pollId}`)).result?.voters ?? 0,
  };
}
