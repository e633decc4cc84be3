import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { LoadJob, LoadReply } from './load-messages.ts';

export interface LoadProcess {
  /** One job at a time. */
  run<J extends LoadJob>(job: J): Promise<LoadReply<J>>;
  stop(): Promise<void>;
}

type Reply = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly message: string };

export function startLoad(): LoadProcess {
  const child = fork('out/commands/bench-load.js', { serialization: 'advanced', execArgv: [] });
  const ended = once(child, 'exit');
  return {
    async run<J extends LoadJob>(job: J) {
      child.send(job);
      const gone = ended.then(() => {
        throw new Error('the load process has ended');
      });
      const [reply] = (await Promise.race([once(child, 'message'), gone])) as [Reply];
      if (!reply.ok) throw new Error(reply.message);
      return reply.value as LoadReply<J>;
    },
    async stop() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
