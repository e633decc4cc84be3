import { useEffect, useState } from 'react';
import type { DataContent, RestorePlan } from '../../../core/contract/bridge-data.ts';
import { countOf, formatDateTime, localTimeZone } from '../../model/format.ts';
import { useShared } from '../../state/use-stores.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Switch } from '../../ui/switch.tsx';
import { ChooseBackup } from './choose-backup.tsx';
import './data.css';

/** Choose a backup, see what it would replace, and agree. Nothing is touched before that. */
export function RestoreDialog() {
  const plan = useShared('data', (state) => state.plan);
  const message = useShared('data', (state) => state.message);
  const isChecking = useShared('data', (state) => state.isChecking);
  const forget = useShared('data', (state) => state.forgetPlan);
  const load = useShared('data', (state) => state.load);
  const closeDialog = useShared('navigation', (state) => state.closeDialog);
  useEffect(() => void load(), [load]);
  const close = () => {
    forget();
    closeDialog();
  };
  const problem = message !== null && (
    <Banner tone="failed" title="Not restored.">
      {message}
    </Banner>
  );
  if (plan !== null) return <Question plan={plan} problem={problem} isBusy={isChecking} onClose={close} />;
  return (
    <Dialog title="Restore a backup" onClose={close} isHeld={isChecking} footer={<Button onClick={close}>Cancel</Button>}>
      <div className="restore">
        {problem}
        <p>The file is read and checked first. Nothing is replaced before you have seen what is in it and have agreed.</p>
        <ChooseBackup />
      </div>
    </Dialog>
  );
}

interface QuestionProps {
  readonly plan: RestorePlan;
  readonly problem: React.ReactNode;
  readonly isBusy: boolean;
  readonly onClose: () => void;
}

function Question({ plan, problem, isBusy, onClose }: QuestionProps) {
  const restore = useShared('data', (state) => state.restore);
  const [isAgreed, setAgreed] = useState(false);
  const { openPolls } = plan.current;
  return (
    <Dialog
      title="Restore this backup?"
      isHeld={isBusy}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="danger" isBusy={isBusy} disabled={openPolls > 0 && !isAgreed} onClick={() => void restore(isAgreed)}>
            Replace the data
          </Button>
        </>
      }
    >
      <div className="restore">
        {problem}
        <table className="restore-table">
          <thead>
            <tr>
              <th />
              <th scope="col">Now here</th>
              <th scope="col">In the backup</th>
            </tr>
          </thead>
          <tbody>
            <Row label="Polls" of={(content) => content.polls} plan={plan} />
            <Row label="Votes" of={(content) => content.votes} plan={plan} />
            <Row label="Open" of={(content) => content.openPolls} plan={plan} />
          </tbody>
        </table>
        <p>
          Made on {formatDateTime(plan.createdAt, localTimeZone())} by Kpoll {plan.version}. Settings and connection profiles are replaced
          as well. What is here now is not deleted: it is set aside in a folder of its own.
        </p>
        {openPolls > 0 && (
          <>
            <Banner tone="paused" title={`${countOf(openPolls, 'poll')} here ${openPolls === 1 ? 'is' : 'are'} open.`}>
              Voting ends at once, and every vote that is not in the backup is set aside.
            </Banner>
            <Switch label="End the voting and restore all the same" isOn={isAgreed} onChange={setAgreed} />
          </>
        )}
      </div>
    </Dialog>
  );
}

function Row({ label, of, plan }: { readonly label: string; readonly of: (content: DataContent) => number; readonly plan: RestorePlan }) {
  return (
    <tr>
      <th scope="row">{label}</th>
      <td>{of(plan.current).toLocaleString('en')}</td>
      <td>{of(plan.backup).toLocaleString('en')}</td>
    </tr>
  );
}
