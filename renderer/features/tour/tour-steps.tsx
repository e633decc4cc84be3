import type { ReactNode } from 'react';
import { useState } from 'react';
import type { PollView } from '../../model/view-types.ts';
import type { Join } from '../../state/use-join.ts';
import { useJoin } from '../../state/use-join.ts';
import { useShared } from '../../state/use-stores.ts';
import { Button } from '../../ui/button.tsx';
import { Select } from '../../ui/field.tsx';
import { AskPicture, JoinPicture, WatchPicture } from './tour-pictures.tsx';

function Step({ title, picture, children }: { readonly title: string; readonly picture: ReactNode; readonly children: ReactNode }) {
  return (
    <>
      <div className="tour-picture">{picture}</div>
      <h3 className="tour-title">{title}</h3>
      {children}
    </>
  );
}

interface AskStepProps {
  /** The sample poll once it is made. */
  readonly sample: PollView | null;
  readonly onSample: (poll: PollView | null) => void;
}

export function AskStep({ sample, onSample }: AskStepProps) {
  const makeSample = useShared('actions', (state) => state.makeSample);
  const [isBusy, setBusy] = useState(false);
  const make = async () => {
    setBusy(true);
    onSample(await makeSample());
    setBusy(false);
  };
  return (
    <Step title="1. Make a poll" picture={<AskPicture />}>
      <p>
        Write a question and its options, and choose who may see the result. A poll is a <em>draft</em> until you open it: nobody can vote
        before.
      </p>
      <div className="tour-more">
        {sample === null ? (
          <Button icon="flask" isBusy={isBusy} onClick={() => void make()}>
            Give me a sample poll
          </Button>
        ) : (
          <p className="tour-done" role="status">
            “{sample.content.question}” is in your list as a draft. You can change it, and open it when you like.
          </p>
        )}
      </div>
    </Step>
  );
}

export function JoinStep() {
  const join = useJoin();
  const isHere = useShared('app', (state) => state.info?.profileKind === 'this-computer');
  return (
    <Step title="2. Let phones in" picture={<JoinPicture />}>
      <p>
        Open the poll and press <em>Present</em>: phones scan the code on the screen, or type its address and the six characters. A browser
        is enough; there is nothing to install.
      </p>
      <JoinAddress join={join} />
      {isHere && (
        <ul className="tour-list">
          <li>
            Phones and this computer must be in the <strong>same Wi-Fi</strong>. Guest networks often keep devices apart: use another one.
          </li>
          <li>
            If the system asks whether Kpoll may accept connections, <strong>allow it</strong>, for private networks. A firewall of your
            organisation has to let {portOf(join)} through.
          </li>
        </ul>
      )}
    </Step>
  );
}

function portOf({ address }: Join): string {
  const port = address === undefined ? '' : new URL(address.url).port;
  return port === '' ? 'the address above' : `port ${port}`;
}

function JoinAddress({ join: { addresses, address, pick } }: { readonly join: Join }) {
  if (address === undefined) return null;
  return (
    <div className="tour-address">
      <span>Participants join at</span>
      {addresses.length > 1 ? (
        <Select aria-label="Join address" value={address.url} onChange={(event) => pick(event.target.value)}>
          {addresses.map(({ url, label }) => (
            <option key={url} value={url}>
              {url.replace(/^https?:\/\//, '')} · {label}
            </option>
          ))}
        </Select>
      ) : (
        <strong>{address.url.replace(/^https?:\/\//, '')}</strong>
      )}
      {address.loopback && (
        <p className="tour-warning" role="note">
          Only this computer reaches this address: connect it to the room’s network first.
        </p>
      )}
    </div>
  );
}

export function WatchStep() {
  return (
    <Step title="3. Watch, close, export" picture={<WatchPicture />}>
      <p>
        Votes show as they land, and the screen says whether it is up to date. <em>Close voting</em> makes the result final, which cannot be
        undone; <em>Export</em> saves it for your spreadsheet.
      </p>
      <ul className="tour-list">
        <li>A phone that has lost the Wi-Fi sends the same vote again by itself, and it counts once.</li>
        <li>
          Try it once before people come in: with your own phone, or with <em>Try the demo</em> on the start page.
        </li>
      </ul>
    </Step>
  );
}
