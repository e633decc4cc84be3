import type { EventPayload } from '../../core/contract/bridge.ts';
import { formatTime, localTimeZone } from './format.ts';

/** What a moderator wants to know of a vote server that was gone for a moment. */
export function restartWords({ stoppedAt, upAgainAt }: EventPayload<'server:restarted'>, timeZone = localTimeZone()): string {
  const seconds = Math.max(0.1, (upAgainAt - stoppedAt) / 1000);
  const gone = seconds < 10 ? seconds.toFixed(1) : String(Math.round(seconds));
  return `The vote server stopped at ${formatTime(stoppedAt, timeZone)} and was started again after ${gone} s. Votes that were confirmed are safe. Phones send others again by themselves.`;
}
