import type { ProfileTest } from '../../../core/contract/bridge.ts';
import { IconButton } from '../../ui/button.tsx';
import { StateMark } from '../../ui/state-mark.tsx';
import type { TestRun } from './profile-editor-store.ts';
import type { ProfileForm } from './profile-form.ts';
import { partWords } from './profile-words.ts';

interface TestResultProps {
  readonly run: TestRun;
  readonly form: ProfileForm;
  readonly onClose: () => void;
}

/** What the last test found, part by part; says so where the form has changed since. */
export function TestResult({ run, form, onClose }: TestResultProps) {
  const isRunning = run.phase === 'running';
  const isOld = !isRunning && JSON.stringify(run.form) !== JSON.stringify(form);
  return (
    <section className="profile-test" aria-label="Test">
      <header className="profile-test-head">
        <h3 className="profile-part-title">
          Test {isOld && <span className="profile-test-old">of what stood here before your last change</span>}
        </h3>
        <IconButton icon="close" label={isRunning ? 'Stop waiting for the test' : 'Close the test'} onClick={onClose} />
      </header>
      <div className="profile-test-body" aria-live="polite">
        {isRunning && (
          <p className="switch-busy">
            <span className="spinner" aria-hidden="true" />
            <span>Reaching every part. This takes a few seconds, longer where nobody answers; you can go on writing.</span>
          </p>
        )}
        {run.phase === 'failed' && <p className="test-text">{run.message}</p>}
        {run.phase === 'done' && <TestLines parts={run.parts} />}
      </div>
    </section>
  );
}

function TestLines({ parts }: { readonly parts: ProfileTest['parts'] }) {
  return (
    <ul>
      {parts.map(({ part, ok, message }) => (
        <li key={part} className="test-line">
          <span className="test-part">{partWords[part]}</span>
          <StateMark state={ok ? { word: 'Reached', tone: 'open' } : { word: 'Failed', tone: 'failed' }} />
          <span className="test-text">{message}</span>
        </li>
      ))}
    </ul>
  );
}
