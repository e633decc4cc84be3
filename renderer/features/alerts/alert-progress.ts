import type { Snapshot } from '../../../core/contract/bridge.ts';
import type { AlertRule } from '../../../core/domain/alert.ts';
import { closingTimeOf, formatCountdown } from '../../model/closing-words.ts';
import { formatCount, formatSeconds } from '../../model/format.ts';
import type { PollView } from '../../model/view-types.ts';

/** How far a rule is from coming true: "at 340 of 500". */
export function sayProgress(rule: AlertRule, poll: PollView, snapshot: Snapshot | undefined, now: number): string {
  if (poll.runs.length === 0) return rule.kind === 'closing' && poll.closing === undefined ? noClosingTime : 'The poll has not opened yet';
  const voters = snapshot?.voters ?? 0;
  switch (rule.kind) {
    case 'votes':
      return `At ${formatCount(voters)} of ${formatCount(rule.at)}`;
    case 'turnout':
      return `At ${Math.floor((voters * 100) / rule.of)} %, ${formatCount(voters)} of ${formatCount(rule.of)} people`;
    case 'silence':
      if (poll.state !== 'open') return 'Watched while the poll is open';
      return (snapshot?.votesPerSecond ?? 0) > 0 ? 'Votes are coming in' : 'No votes just now';
    case 'lag':
      return poll.state === 'closed' ? 'Watched while the poll is open' : `Now ${formatSeconds(snapshot?.lagSeconds ?? 0)} behind`;
    case 'closing': {
      const closesAt = closingTimeOf(poll);
      if (closesAt !== undefined) return `Closes in ${formatCountdown(closesAt - now)}`;
      return poll.state === 'closed' ? 'The poll is closed' : noClosingTime;
    }
  }
}

const noClosingTime = 'The poll has no closing time';
