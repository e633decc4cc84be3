import { useShared } from '../../state/use-stores.ts';
import { Button } from '../../ui/button.tsx';
import './help.css';

/** What to hand to somebody who helps. Nothing where this window looks in from another computer. */
export function HelpSection() {
  const isHere = useShared('app', (state) => (state.info?.dataFolder ?? '') !== '');
  const canShow = useShared('app', (state) => state.info?.abilities.includes('show-folder') === true);
  const showLogs = useShared('help', (state) => state.showLogs);
  const copyDiagnostics = useShared('help', (state) => state.copyDiagnostics);
  if (!isHere) return null;
  return (
    <section className="help-section" aria-labelledby="help-title">
      <h3 className="help-title" id="help-title">
        When something goes wrong
      </h3>
      <p className="help-note">
        The log tells what happened and when. Diagnostics are a short text for whoever helps: versions, sizes, counts and the last errors,
        without votes, questions or secrets.
      </p>
      <div className="help-buttons">
        <Button onClick={() => void copyDiagnostics()}>Copy diagnostics</Button>
        <Button onClick={() => void showLogs()}>{canShow ? 'Show logs' : 'Where is the log?'}</Button>
      </div>
    </section>
  );
}
