import { useRef, useState } from 'react';
import type { PollView } from '../../model/view-types.ts';
import { useShared } from '../../state/use-stores.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { AskStep, JoinStep, WatchStep } from './tour-steps.tsx';
import './tour.css';

const lastStep = 3;

/** Three steps for whoever is new here. However it is left, it does not come back by itself. */
export function TourDialog() {
  const [step, setStep] = useState(1);
  const [sample, setSample] = useState<PollView | null>(null);
  const closeDialog = useShared('navigation', (state) => state.closeDialog);
  const go = useShared('navigation', (state) => state.go);
  const change = useShared('settings', (state) => state.change);
  const next = useRef<HTMLButtonElement>(null);

  const leave = () => {
    change({ tour: 'done' });
    closeDialog();
  };
  const move = (by: -1 | 1) => {
    setStep((now) => Math.min(lastStep, Math.max(1, now + by)));
    next.current?.focus();
  };
  const start = () => {
    leave();
    go(sample === null ? { kind: 'editor', pollId: null } : { kind: 'live', pollId: sample.id });
  };

  const footer = (
    <div className="tour-foot">
      <Progress step={step} />
      {step > 1 && <Button onClick={() => move(-1)}>Back</Button>}
      {step < lastStep ? (
        <Button look="quiet" onClick={leave}>
          Skip the tour
        </Button>
      ) : (
        <Button onClick={leave}>Done</Button>
      )}
      <Button ref={next} look="primary" onClick={step < lastStep ? () => move(1) : start}>
        {step < lastStep ? 'Next' : sample === null ? 'Write my first poll' : 'Go to the sample poll'}
      </Button>
    </div>
  );
  return (
    <Dialog title="Kpoll in three steps" width="wide" onClose={leave} footer={footer}>
      <div className="tour" aria-live="polite">
        {step === 1 && <AskStep sample={sample} onSample={setSample} />}
        {step === 2 && <JoinStep />}
        {step === 3 && <WatchStep />}
      </div>
    </Dialog>
  );
}

function Progress({ step }: { readonly step: number }) {
  return (
    <p className="tour-progress">
      {[1, 2, 3].map((number) => (
        <span key={number} className={number === step ? 'tour-dot tour-dot-now' : 'tour-dot'} aria-hidden="true" />
      ))}
      <span className="tour-progress-text">
        Step {step} of {lastStep}
      </span>
    </p>
  );
}
