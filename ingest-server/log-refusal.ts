import { Failure } from '../core/domain/failure.ts';

/** Why the log takes nothing just now. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
}

const everyMs = 500;

/** Looks whether the newest writing to the log failed. Also where nobody votes something is written every second: what has passed shows by itself. */
export function watchRefusal(diagnose: () => Promise<{ readonly refusing: Refusal | null }>) {
  let refusal: Refusal | undefined;
  let isAsking = false;
  const look = async () => {
    if (isAsking) return;
    isAsking = true;
    try {
      const { refusing } = await diagnose();
      refusal = refusing === null ? undefined : { code: refusing.code, message: refusing.message };
    } catch (error) {
      // A writer that has ended ends the server; it has nothing to say here.
      if (!(error instanceof Failure)) throw error;
    } finally {
      isAsking = false;
    }
  };
  const timer = setInterval(() => void look(), everyMs);
  return { current: () => refusal, stop: () => clearInterval(timer) };
}
