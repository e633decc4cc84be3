import type { CallArgs, CallName, CallResult } from '../../core/contract/bridge.ts';
import { calls } from '../../core/contract/bridge.ts';
import { Failure } from '../../core/domain/failure.ts';
import type { SocketBridge } from './socket-bridge.ts';

/** What is for people, people can read. */
const longestMessage = 1_000;

/** A call to a dashboard elsewhere, whose answer is checked against the contract; its failures are thrown as they were there. */
export async function callRemote<C extends CallName>(
  bridge: Pick<SocketBridge, 'call'>,
  channel: C,
  args: CallArgs<C>,
): Promise<CallResult<C>> {
  const answer = await bridge.call(channel, args);
  if (!answer.ok) throw new Failure(answer.code, sentenceOf(answer.message));
  const result = calls[channel].result.safeParse(answer.value);
  if (result.success) return result.data as CallResult<C>;
  throw new Failure(
    'unexpected',
    'The Kpoll server answered in a way this desktop does not understand. They may be of different versions.',
    {
      cause: result.error,
    },
  );
}

function sentenceOf(message: string): string {
  const said = message.trim().slice(0, longestMessage);
  return said === '' ? 'The Kpoll server refused this without saying why. Votes that were recorded are safe.' : said;
}
