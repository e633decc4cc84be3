import type { Answer, CallArgs, CallName, CallResult, EventName } from '../../core/contract/bridge.ts';
import { calls } from '../../core/contract/bridge.ts';
import { dataCallNames, dataEventNames } from '../../core/contract/bridge-data.ts';
import { updatesCallNames, updatesEventNames } from '../../core/contract/bridge-updates.ts';
import { Failure } from '../../core/domain/failure.ts';
import type { Logger } from '../logger.ts';

/** One function a call. */
export type Handlers = {
  readonly [C in CallName]: (args: CallArgs<C>) => CallResult<C> extends undefined ? Promise<void> : Promise<CallResult<C>>;
};

/** What stays the same whichever place is connected to. */
export const hostCalls = [
  'app:info',
  'opening:take',
  'pollfile:open',
  'logs:show',
  'diagnostics:read',
  'settings:read',
  'settings:write',
  'profiles:list',
  'profile:save',
  'profile:remove',
  'profile:test',
  'profile:switch',
  'profiles:export',
  'profiles:import',
  'alerts:read',
  'alerts:write',
  'alerts:test',
  ...dataCallNames,
  ...updatesCallNames,
] as const satisfies readonly CallName[];
export type HostCall = (typeof hostCalls)[number];

/** What is told by this computer, never by a place on another one. */
export const hostEvents = [
  'profile:switched',
  'menu:chosen',
  'poll:shown',
  'opening:offered',
  'alert:fired',
  ...dataEventNames,
  ...updatesEventNames,
] as const satisfies readonly EventName[];

export type HostHandlers = Pick<Handlers, HostCall>;
/** What is asked of the place that is connected to. */
export type PlaceHandlers = Omit<Handlers, HostCall>;

export interface AnswerContext {
  readonly handlers: Handlers;
  readonly logger: Logger;
}

/** A call of ours has a fault or two; one of thousands is not to be answered by as many sentences. */
const mostFaults = 10;
const longestFaults = 1_000;

/**
 * Checks a call from outside, runs it and wraps the outcome for a wire that keeps no error classes. Never rejects.
 * Failures go back as they are; anything else is a bug: logged here with its stack, told in general words.
 */
export async function answer(context: AnswerContext, channel: string, args: unknown): Promise<Answer> {
  if (!isCallName(channel)) return { ok: false, code: 'invalid-request', message: 'There is no such call.' };
  const checked = calls[channel].args.safeParse(args ?? undefined);
  if (!checked.success) {
    const faults = checked.error.issues.slice(0, mostFaults).map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    const what = faults.join('; ').slice(0, longestFaults);
    return { ok: false, code: 'invalid-request', message: `The call ${channel} was not understood (${what}). Nothing was done.` };
  }
  return run(context, channel, checked.data);
}

async function run({ handlers, logger }: AnswerContext, channel: CallName, args: unknown): Promise<Answer> {
  try {
    const handler = handlers[channel] as (args: unknown) => Promise<unknown>;
    return { ok: true, value: await handler(args) };
  } catch (error) {
    if (error instanceof Failure) return { ok: false, code: error.code, message: error.message };
    logger.error('a call failed unexpectedly', { channel, error });
    return {
      ok: false,
      code: 'unexpected',
      message: 'Something went wrong inside Kpoll; the log has the details. Votes that were recorded are safe.',
    };
  }
}

function isCallName(channel: string): channel is CallName {
  return Object.hasOwn(calls, channel);
}
