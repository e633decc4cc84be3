import { useState } from 'react';
import { closingError, closingFormOf, closingPlanOf } from '../../model/closing-form.ts';
import { closingTimeOf, formatClosingTime, sayCountdown } from '../../model/closing-words.ts';
import type { PollView } from '../../model/view-types.ts';
import { useNow } from '../../state/use-now.ts';
import { usePoll, useShared, useStores } from '../../state/use-stores.ts';
import { Button } from '../../ui/button.tsx';
import { ClosingFields } from '../../ui/closing-fields.tsx';
import { Dialog } from '../../ui/dialog.tsx';

/** When the poll closes by itself: of the run under way, or of the next one. */
export function ClosingDialog({ pollId }: { readonly pollId: string }) {
  const poll = usePoll(pollId);
  return poll === undefined ? null : <ClosingForm poll={poll} />;
}

function ClosingForm({ poll }: { readonly poll: PollView }) {
  const { clock } = useStores();
  const closeDialog = useShared('navigation', (state) => state.closeDialog);
  const schedule = useShared('actions', (state) => state.schedule);
  const closesAt = closingTimeOf(poll);
  const { timeZone } = poll.content;
  const isUnderWay = poll.state === 'open' || poll.state === 'paused' || poll.state === 'opening';
  const plan = isUnderWay ? (closesAt === undefined ? null : { kind: 'at' as const, at: closesAt }) : poll.closing;
  const [known, setKnown] = useState(() => closingFormOf(plan, timeZone));
  const [form, setForm] = useState(known);
  const [error, setError] = useState<string | undefined>(undefined);

  const save = async () => {
    if (form === known) {
      closeDialog();
      return;
    }
    const fault = closingError(form, timeZone, clock());
    setError(fault);
    if (fault === undefined && (await schedule(poll, closingPlanOf(form, timeZone))) !== undefined) closeDialog();
  };
  const extend = async (minutes: number) => {
    if (closesAt === undefined) return;
    const later = { kind: 'at', at: closesAt + minutes * 60_000 } as const;
    if ((await schedule(poll, later)) === undefined) return;
    const extended = closingFormOf(later, timeZone);
    setKnown(extended);
    setForm(extended);
  };
  return (
    <Dialog
      title={isUnderWay ? 'Closing time' : 'Closing time of the next run'}
      onClose={closeDialog}
      description={<span dir="auto">{poll.content.question}</span>}
      footer={
        <>
          <Button onClick={closeDialog}>Cancel</Button>
          <Button look="primary" onClick={() => void save()}>
            Set closing time
          </Button>
        </>
      }
    >
      <div className="closing">
        {closesAt !== undefined && <TimeLeft closesAt={closesAt} timeZone={timeZone} onExtend={(minutes) => void extend(minutes)} />}
        <ClosingFields
          form={form}
          timeZone={timeZone}
          error={error}
          now={clock}
          onChange={(next) => {
            setForm(next);
            setError(undefined);
          }}
        />
        <p className="closing-note">
          Votes are taken until the poll closes, and every vote that was confirmed counts. A pause does not move the closing time.
        </p>
      </div>
    </Dialog>
  );
}

interface TimeLeftProps {
  readonly closesAt: number;
  readonly timeZone: string;
  readonly onExtend: (minutes: number) => void;
}

function TimeLeft({ closesAt, timeZone, onExtend }: TimeLeftProps) {
  const now = useNow(true);
  return (
    <div className="closing-left">
      <span>
        <strong className="closing-countdown">{sayCountdown(closesAt, now)}</strong>, at {formatClosingTime(closesAt, timeZone, now)}
      </span>
      {[1, 5, 15].map((minutes) => (
        <Button key={minutes} icon="plus" onClick={() => onExtend(minutes)}>
          {minutes} min
        </Button>
      ))}
    </div>
  );
}
