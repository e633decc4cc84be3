import { closingTimeOf, formatClosingTime, sayCountdown, sayPlan } from '../../model/closing-words.ts';
import type { PollView } from '../../model/view-types.ts';
import { useNow } from '../../state/use-now.ts';
import { useShared } from '../../state/use-stores.ts';
import { Hint } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';

const soonMs = 60_000;

/** How long the poll stays open, where that is set; leads to where it is changed. */
export function ClosingChip({ poll }: { readonly poll: PollView }) {
  const open = useShared('navigation', (state) => state.open);
  const closesAt = closingTimeOf(poll);
  const now = useNow(closesAt !== undefined);
  const { timeZone } = poll.content;
  const isResting = poll.state === 'draft' || poll.state === 'closed';
  if (closesAt === undefined && (!isResting || poll.closing === undefined)) return null;
  const text =
    closesAt !== undefined ? sayCountdown(closesAt, now) : poll.closing !== undefined ? sayPlan(poll.closing, timeZone, now) : '';
  const hint =
    closesAt === undefined ? 'Change the closing time' : `At ${formatClosingTime(closesAt, timeZone, now)}. Change, extend or remove`;
  const isSoon = closesAt !== undefined && closesAt - now <= soonMs;
  return (
    <Hint text={hint} shortcut="T">
      <button
        type="button"
        className={isSoon ? 'closing-chip closing-chip-soon' : 'closing-chip'}
        data-testid="closing-chip"
        onClick={() => open({ kind: 'closing', pollId: poll.id })}
      >
        <Icon name="clock" size={14} />
        {text}
      </button>
    </Hint>
  );
}
