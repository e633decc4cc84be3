import type { Settings } from '../../../core/domain/settings.ts';
import type { UpdateView } from '../../state/updates-store.ts';
import { formatDateTime, localTimeZone } from '../../model/format.ts';
import { useShared } from '../../state/use-stores.ts';
import { Button } from '../../ui/button.tsx';
import { Segments } from '../../ui/segments.tsx';
import { Switch } from '../../ui/switch.tsx';
import './updates.css';

const channels: readonly { readonly value: Settings['updates']['channel']; readonly label: string }[] = [
  { value: 'stable', label: 'Stable' },
  { value: 'beta', label: 'Beta' },
];

/** What is known of newer versions, and what can be done about it. */
export function UpdateNews() {
  const update = useShared('updates', (state) => state.update);
  const info = useShared('app', (state) => state.info);
  if (update === null) return null;
  return (
    <div className="updates">
      {update.kind === 'off' && <p className="updates-version">This is Kpoll {info?.version}.</p>}
      <div role="status">
        <UpdateWords update={update} version={info?.version ?? ''} />
      </div>
      {'notes' in update && update.notes !== '' && (
        <pre className="updates-notes" dir="auto" tabIndex={0} aria-label={`What is new in Kpoll ${update.version}`}>
          {update.notes}
        </pre>
      )}
      {update.kind === 'downloading' && <DownloadBar percent={update.percent} />}
      {update.kind !== 'off' && <UpdateChoices update={update} />}
    </div>
  );
}

function UpdateWords({ update, version }: { readonly update: UpdateView; readonly version: string }) {
  switch (update.kind) {
    case 'off':
      return <p className="updates-note">{update.reason}</p>;
    case 'idle':
      return <p>This is Kpoll {version}. It has not looked for newer versions yet.</p>;
    case 'checking':
      return <p>Looking for newer versions…</p>;
    case 'current':
      return (
        <p>
          This is Kpoll {version}, the newest version. <span className="updates-note">{checkedWords(update.checkedAt)}</span>
        </p>
      );
    case 'available':
      return <p>Kpoll {update.version} is available. It can be downloaded while polls run.</p>;
    case 'downloading':
      return <p>Downloading Kpoll {update.version}…</p>;
    case 'ready':
      return <p>Kpoll {update.version} is ready. It is installed when you quit Kpoll, never while it runs.</p>;
    case 'failed':
      return <p>{update.message}</p>;
  }
}

const checkedWords = (atMs: number) => `Checked ${formatDateTime(atMs, localTimeZone())}.`;

function DownloadBar({ percent }: { readonly percent: number }) {
  return (
    <div className="updates-progress">
      <div className="progress" role="progressbar" aria-label="The download" aria-valuemin={0} aria-valuemax={100} aria-valuenow={percent}>
        <span className="progress-fill" style={{ transform: `scaleX(${percent / 100})` }} />
      </div>
      <span>{percent} %</span>
    </div>
  );
}

function UpdateChoices({ update }: { readonly update: UpdateView }) {
  const check = useShared('updates', (state) => state.check);
  const download = useShared('updates', (state) => state.download);
  const change = useShared('updates', (state) => state.change);
  const { automatic, channel } = useShared('settings', (state) => state.settings.updates);
  const isUnderWay = update.kind === 'downloading' || update.kind === 'ready';
  return (
    <>
      {!isUnderWay && (
        <div className="updates-buttons">
          {update.kind === 'available' && (
            <Button look="primary" icon="download" onClick={() => void download()}>
              Download
            </Button>
          )}
          <Button isBusy={update.kind === 'checking'} onClick={() => void check()}>
            Check now
          </Button>
        </div>
      )}
      <div className="updates-choices">
        <Switch label="Look for newer versions once a day" isOn={automatic} onChange={(isOn) => void change({ automatic: isOn })} />
        <div className="updates-channel">
          <Segments label="Versions" value={channel} choices={channels} onChange={(chosen) => void change({ channel: chosen })} />
          <span className="updates-note">
            {channel === 'beta' ? 'Also versions that are still being tried.' : 'Finished versions only.'}
          </span>
        </div>
      </div>
    </>
  );
}
