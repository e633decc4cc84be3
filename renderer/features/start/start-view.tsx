import { formatCount } from '../../model/format.ts';
import { useJoin } from '../../state/use-join.ts';
import { useShared } from '../../state/use-stores.ts';
import { Button } from '../../ui/button.tsx';
import { StateMark } from '../../ui/state-mark.tsx';
import './start-view.css';

const steps = [
  { title: 'Ask', text: 'Write the question and its options. Nobody can vote until you open it.' },
  { title: 'Let them join', text: 'Show the QR code. A phone’s browser is enough: nothing to install, no account.' },
  { title: 'Watch and close', text: 'See every vote as it lands. Close the poll, and the result is final and yours to export.' },
];

export function StartView() {
  const go = useShared('navigation', (state) => state.go);
  const begin = useShared('demo', (state) => state.begin);
  const end = useShared('demo', (state) => state.end);
  const isBusy = useShared('demo', (state) => state.isBusy);
  const isRunning = useShared('demo', (state) => state.demo.running);

  const tryDemo = async () => {
    const poll = await begin();
    if (poll !== null) go({ kind: 'live', pollId: poll.id });
  };

  return (
    <div className="start">
      <div className="start-inner">
        <h1 className="start-title">Live polls you can trust</h1>
        <p className="start-lead">
          <WhereItRuns /> People vote with their phones, you watch the result move, and every vote that was confirmed is counted exactly
          once.
        </p>
        <div className="start-actions">
          <Button look="primary" size="large" icon="plus" onClick={() => go({ kind: 'editor', pollId: null })}>
            New poll
          </Button>
          {isRunning ? (
            <Button size="large" icon="stop" isBusy={isBusy} onClick={() => void end()}>
              Stop the demo
            </Button>
          ) : (
            <Button size="large" icon="play" isBusy={isBusy} onClick={() => void tryDemo()}>
              Try the demo
            </Button>
          )}
        </div>
        {isRunning ? <DemoProgress /> : <FirstHelp />}
        <ol className="start-steps">
          {steps.map((step, index) => (
            <li key={step.title} className="start-step">
              <span className="start-step-number" aria-hidden="true">
                {index + 1}
              </span>
              <h2 className="start-step-title">{step.title}</h2>
              <p className="start-step-text">{step.text}</p>
            </li>
          ))}
        </ol>
        <StartFacts />
      </div>
    </div>
  );
}

function FirstHelp() {
  const open = useShared('navigation', (state) => state.open);
  const go = useShared('navigation', (state) => state.go);
  const makeSample = useShared('actions', (state) => state.makeSample);
  const toSample = async () => {
    const poll = await makeSample();
    if (poll !== null) go({ kind: 'live', pollId: poll.id });
  };
  return (
    <div className="start-note">
      <p>The demo opens a sample poll and lets simulated phones really vote on it.</p>
      <p>
        New here?{' '}
        <button type="button" className="start-link" onClick={() => open({ kind: 'tour' })}>
          Take the tour
        </button>{' '}
        of three steps, or begin with{' '}
        <button type="button" className="start-link" onClick={() => void toSample()}>
          a sample poll
        </button>{' '}
        for your own phones.
      </p>
    </div>
  );
}

function WhereItRuns() {
  const info = useShared('app', (state) => state.info);
  if (info === null || info.profileKind === 'this-computer') return 'Kpoll runs on this computer.';
  return (
    <>
      Polls are run on <strong dir="auto">{info.profile}</strong>.
    </>
  );
}

function DemoProgress() {
  const { sent, accepted } = useShared('demo', (state) => state.demo);
  return (
    <p className="start-note start-demo">
      <StateMark state={{ word: 'Demo running', tone: 'open' }} />
      <span>
        {formatCount(sent)} votes sent, {formatCount(accepted)} recorded
      </span>
    </p>
  );
}

function StartFacts() {
  const info = useShared('app', (state) => state.info);
  const { address } = useJoin();
  if (info === null) return null;
  return (
    <dl className="start-facts">
      <div>
        <dt>Participants join at</dt>
        <dd>{address === undefined ? 'no address yet' : address.url.replace(/^https?:\/\//, '')}</dd>
      </div>
      <div>
        <dt>Votes are kept in</dt>
        <dd>{info.profileKind === 'this-computer' && info.dataFolder !== '' ? info.dataFolder : info.profile}</dd>
      </div>
      <div>
        <dt>Version</dt>
        <dd>{info.version}</dd>
      </div>
    </dl>
  );
}
