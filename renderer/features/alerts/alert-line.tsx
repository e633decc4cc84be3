import { sayRule } from '../../../core/domain/alert-words.ts';
import { formatMinute } from '../../model/format.ts';
import type { PollView } from '../../model/view-types.ts';
import type { PollAlerts } from '../../state/alerts-store.ts';
import { useNow } from '../../state/use-now.ts';
import { useShared } from '../../state/use-stores.ts';
import { IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { sayProgress } from './alert-progress.ts';

interface AlertLineProps {
  readonly alert: PollAlerts['alerts'][number];
  readonly poll: PollView;
  /** Undefined where it is not ours. */
  readonly onRemove: (() => void) | undefined;
}

export function AlertLine({ alert: { rule, firedAt }, poll, onRemove }: AlertLineProps) {
  const snapshot = useShared('results', (state) => state.byPoll.get(poll.id));
  const now = useNow(rule.kind === 'closing');
  const words = sayRule(rule);
  return (
    <li className="alert-line">
      <Icon name={firedAt === null ? 'bell' : 'check'} />
      <span className="alert-words">
        <strong>{words}</strong>
        <span className="alert-progress">
          {firedAt !== null && `Told at ${formatMinute(firedAt, poll.content.timeZone)}. `}
          {sayProgress(rule, poll, snapshot, now)}
        </span>
      </span>
      {onRemove !== undefined && <IconButton icon="remove" label={`Remove: ${words}`} onClick={onRemove} />}
    </li>
  );
}
