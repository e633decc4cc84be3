import { useEffect } from 'react';
import type { AlertRule } from '../../../core/domain/alert.ts';
import { mostAlertRules, ruleKey } from '../../../core/domain/alert.ts';
import type { PollView } from '../../model/view-types.ts';
import { usePoll, useShared, useStores } from '../../state/use-stores.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { AddAlert } from './add-alert.tsx';
import { AlertLine } from './alert-line.tsx';
import { AlertReach } from './alert-reach.tsx';
import './alerts.css';

/** What a moderator wants to be told about a poll. Every change is kept at once. */
export function AlertsDialog({ pollId }: { readonly pollId: string }) {
  const poll = usePoll(pollId);
  return poll === undefined ? null : <PollAlerts poll={poll} />;
}

function PollAlerts({ poll }: { readonly poll: PollView }) {
  const { watch } = useStores();
  const closeDialog = useShared('navigation', (state) => state.closeDialog);
  const load = useShared('alerts', (state) => state.load);
  const save = useShared('alerts', (state) => state.save);
  const test = useShared('alerts', (state) => state.test);
  const known = useShared('alerts', (state) => state.byPoll.get(poll.id));
  useEffect(() => void load(poll.id), [load, poll.id]);
  useEffect(() => {
    watch.name('alerts', [poll.id]);
    return () => watch.name('alerts', []);
  }, [watch, poll.id]);
  const alerts = known?.alerts ?? [];
  const isMine = known?.isMine ?? true;
  const rules = alerts.map(({ rule }) => rule);
  const add = (rule: AlertRule) => save(poll.id, [...rules.filter((other) => ruleKey(other) !== ruleKey(rule)), rule]);
  const remove = (rule: AlertRule) =>
    void save(
      poll.id,
      rules.filter((other) => other !== rule),
    );
  return (
    <Dialog
      title="Alerts"
      onClose={closeDialog}
      description={<span dir="auto">{poll.content.question}</span>}
      footer={
        <>
          {isMine && <Button onClick={() => test(poll.id)}>Send a test</Button>}
          <Button look="primary" onClick={closeDialog}>
            Done
          </Button>
        </>
      }
    >
      <div className="alerts">
        {known !== undefined && alerts.length === 0 && <p className="alerts-none">Nothing is watched for this poll yet.</p>}
        {alerts.length > 0 && (
          <ul className="alert-lines" aria-label="Alerts of this poll">
            {alerts.map((alert) => (
              <AlertLine key={ruleKey(alert.rule)} alert={alert} poll={poll} onRemove={isMine ? () => remove(alert.rule) : undefined} />
            ))}
          </ul>
        )}
        {isMine && alerts.length < mostAlertRules && <AddAlert alerts={alerts} onAdd={add} />}
        <AlertReach isMine={isMine} />
      </div>
    </Dialog>
  );
}
