import type { Bridge, CallArgs, CallName, CallResult, EventName, EventPayload } from '../core/contract/bridge.ts';
import { answerSchema, calls, events } from '../core/contract/bridge.ts';
import { Failure } from '../core/domain/failure.ts';

declare global {
  interface Window {
    readonly kpoll?: Bridge;
  }
}

type ArgsOf<C extends CallName> = [CallArgs<C>] extends [undefined] ? [] : [args: CallArgs<C>];

/** The bridge with the types of its table. A call rejects with a `Failure`; anything else that is thrown is a bug. */
export interface BridgeClient {
  call<C extends CallName>(channel: C, ...args: ArgsOf<C>): Promise<CallResult<C>>;
  on<E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void): () => void;
}

/** The shell's bridge, or undefined in a page that no shell opened. */
export function readBridge(from: Window): Bridge | undefined {
  return from.kpoll;
}

/** Checks everything that comes over the border against the contract. */
export function createBridgeClient(bridge: Bridge): BridgeClient {
  return {
    async call<C extends CallName>(channel: C, ...args: ArgsOf<C>) {
      const answer = answerSchema.parse(await reach(bridge, channel, args[0]));
      if (!answer.ok) throw new Failure(answer.code, answer.message);
      const value: unknown = calls[channel].result.parse(answer.value);
      return value as CallResult<C>;
    },
    on<E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void) {
      return bridge.on(event, (payload) => {
        const checked: unknown = events[event].parse(payload);
        listener(checked as EventPayload<E>);
      });
    },
  };
}

async function reach(bridge: Bridge, channel: CallName, args: unknown): Promise<unknown> {
  try {
    return await bridge.call(channel, args);
  } catch (cause) {
    throw new Failure('unexpected', 'Kpoll’s own service does not answer. Votes are not touched by this; try again, or start Kpoll anew.', {
      cause,
      retriable: true,
    });
  }
}
