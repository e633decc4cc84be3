import { encodeServer } from '../core/contract/topics.ts';
import type { ServerStatus } from '../core/domain/server-status.ts';
import { Failure } from '../core/domain/failure.ts';
import type { LogWriter } from '../core/ports/event-log.ts';

const beatEveryMs = 2_000;

/** Tells desktops, through the results topic, that this server takes part and how far its roles are. */
export interface Heartbeat {
  /** Says goodbye, unless the log refuses it. */
  stop(): Promise<void>;
}

interface Options {
  readonly log: LogWriter;
  readonly status: () => Omit<ServerStatus, 'stopped'>;
  readonly onFailure: (failure: Failure) => void;
}

export function startHeartbeat({ log, status, onFailure }: Options): Heartbeat {
  let beating: Promise<void> | undefined;

  async function beat(stopped: boolean): Promise<void> {
    try {
      await log.append('results', [encodeServer({ ...status(), stopped })]);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      onFailure(error);
    }
  }

  const next = () => {
    beating ??= beat(false).finally(() => (beating = undefined));
  };
  next();
  const timer = setInterval(next, beatEveryMs);
  return {
    async stop() {
      clearInterval(timer);
      await beating;
      await beat(true);
    },
  };
}
