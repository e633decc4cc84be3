import type { PollView } from '../../model/view-types.ts';
import { joinLink, useJoin } from '../../state/use-join.ts';
import { useShared } from '../../state/use-stores.ts';
import { IconButton } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Select } from '../../ui/field.tsx';
import { QrCode } from '../../ui/qr-code.tsx';

/** How people get in: the code for cameras, the address for fingers. */
export function JoinCard({ poll }: { readonly poll: PollView }) {
  const { addresses, address, pick } = useJoin();
  if (address === undefined) return null;
  const link = joinLink(address, poll.code);
  return (
    <Card title="Join" aside={<CopyLink link={link} />}>
      <div className="join">
        <div className="join-qr">
          <QrCode text={link} label={`QR code that leads to ${link}`} />
        </div>
        <dl className="join-facts">
          <dt>Address</dt>
          <dd>
            <a href={link} target="_blank" rel="noreferrer">
              {address.url.replace(/^https?:\/\//, '')}
            </a>
          </dd>
          <dt>Code</dt>
          <dd className="join-code" data-testid="join-code">
            {poll.code}
          </dd>
        </dl>
        {addresses.length > 1 && (
          <Select aria-label="Join address" value={address.url} onChange={(event) => pick(event.target.value)}>
            {addresses.map(({ url, label }) => (
              <option key={url} value={url}>
                {label} · {url.replace(/^https?:\/\//, '')}
              </option>
            ))}
          </Select>
        )}
        {address.loopback && <LoopbackNote />}
      </div>
    </Card>
  );
}

/** What to do so that phones get in depends on whose address it is. */
function LoopbackNote() {
  const kind = useShared('app', (state) => state.info?.profileKind);
  return (
    <p className="join-warning" role="note">
      {kind === 'cluster' ? (
        'Only this computer reaches this address. Set “Join address” in the profile to one that phones reach.'
      ) : (
        <>
          Only {kind === 'kpoll-server' ? 'the computer that runs Kpoll' : 'this computer'} reaches this address. Connect it to the room’s
          network, or start Kpoll {kind === 'kpoll-server' && 'there '}with <code className="join-flag">--host 0.0.0.0</code>.
        </>
      )}
    </p>
  );
}

function CopyLink({ link }: { readonly link: string }) {
  const add = useShared('toasts', (state) => state.add);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(link);
      add({ tone: 'good', text: 'The join link is copied.' });
    } catch {
      add({ tone: 'info', text: `The clipboard is not to be had here. The link is ${link}` });
    }
  };
  return <IconButton icon="copy" label="Copy join link" onClick={() => void copy()} />;
}
