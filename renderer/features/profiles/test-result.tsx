import { StateMark } from '../../ui/state-mark.tsx';
import type { TestRun } from './profile-editor-store.ts';
import type { ProfileForm } from './profile-form.ts';
import { partWords } from './profile-words.ts';

/** What the last test found, part by part; says so where the form has changed since. */
export function TestResult({ run, form }: { readonly run: TestRun; readonly form: ProfileForm }) {
  const isOld = JSON.stringify(run.form) !== JSON.stringify(form);
  return (
    <section className="profile-test" aria-label="Test" aria-live="polite">
      <h3 className="profile-part-title">
        Test{isOld && run.phase !== 'running' && <span className="profile-test-old"> of what stood here before your last change</span>}
      </h3>
      {run.phase === 'running' && (
        <p className="switch-busy">
          <span className="spinner" aria-hidden="true" />
          <span>Reaching every part. This takes a few seconds, longer where nobody answers; you can go on writing.</span>
        </p>
      )}
      {run.phase === 'failed' && <p className="profile-part-note">{run.message}</p>}
      {run.phase === 'done' && (
        <ul>
          {run.parts.map(({ part, ok, message }) => (
            <li key={part} className="test-line">
              <span className="test-part">{partWords[part]}</span>
              <StateMark state={ok ? { word: 'Reached', tone: 'open' } : { word: 'Failed', tone: 'failed' }} />
              <span className="test-text">{message}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
