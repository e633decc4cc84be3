import type { Failure } from '../core/domain/failure.ts';

const sayAgainAfterMs = 60_000;
/** Sentences may hold offsets and addresses, so there is no end to how many different ones can come. */
const mostRemembered = 200;

interface ErrorLogger {
  error(fields: object, message: string): void;
}

/** `fields`: who failed, as it goes into the log. */
export type TellFailure = (failure: Pick<Failure, 'code' | 'message'>, fields?: Readonly<Record<string, string>>) => void;

/** Logs failures. One that comes again and again is said once a minute, with how often it came since: a full disk must not fill the log. */
export function createFailureLog({ logger, clock }: { readonly logger: ErrorLogger; readonly clock: () => number }): TellFailure {
  const told = new Map<string, { readonly at: number; since: number }>();
  return ({ code, message }, fields = {}) => {
    const what = JSON.stringify([fields, code, message]);
    const before = told.get(what);
    if (before !== undefined && clock() - before.at < sayAgainAfterMs) {
      before.since += 1;
      return;
    }
    told.delete(what);
    told.set(what, { at: clock(), since: 0 });
    const [oldest] = told.keys();
    if (told.size > mostRemembered && oldest !== undefined) told.delete(oldest);
    logger.error({ ...fields, code, ...(before?.since ? { timesSince: before.since } : {}) }, message);
  };
}
