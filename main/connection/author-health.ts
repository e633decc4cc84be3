import { messageOf } from '../../core/domain/failure.ts';
import { createPause } from './pause.ts';
import { getOnce } from './web-check.ts';

/** Looks every few seconds whether the ingest servers answer moderators. */
export interface AuthorHealth {
  /** What is wrong, for people, or null. */
  problem(): string | null;
  stop(): Promise<void>;
}

export interface AuthorHealthOptions {
  /** The author API's address without a trailing slash. */
  readonly baseUrl: string;
  readonly fetch?: typeof fetch;
  readonly everyMs?: number;
}

export function watchAuthorApi({ baseUrl, fetch: fetchFn, everyMs = 5000 }: AuthorHealthOptions): AuthorHealth {
  const pause = createPause();
  let problem: string | null = null;
  let stopping = false;
  const watch = async () => {
    while (!stopping) {
      problem = await findProblem(baseUrl, fetchFn);
      if (!stopping) await pause.wait(everyMs);
    }
  };
  void watch();
  return {
    problem: () => problem,
    // A question under way is answered soon or never; nothing waits for it.
    async stop() {
      stopping = true;
      pause.wake();
    },
  };
}

async function findProblem(baseUrl: string, fetchFn: typeof fetch | undefined): Promise<string | null> {
  const meanwhile = 'Polls cannot be made, opened or closed from here; live results are not concerned.';
  try {
    const { status } = await getOnce({ url: `${baseUrl}/healthz`, ...(fetchFn === undefined ? {} : { fetch: fetchFn }) });
    if (status === 200) return null;
    return `The author API at ${baseUrl} answers ${status} instead of being well. ${meanwhile} Look at the ingest servers, or at what stands before them.`;
  } catch (error) {
    return `The author API at ${baseUrl} does not answer: ${messageOf(error)}. ${meanwhile} Look whether an ingest server runs, and at the author API's address in this profile.`;
  }
}
