import { useEffect, useMemo, useRef, useState } from 'react';
import { countOf } from '../../model/format.ts';
import { optionRows } from '../../model/option-rows.ts';
import { closingTimeOf, sayCountdown } from '../../model/closing-words.ts';
import { wordOfPoll, wordOfResult } from '../../model/poll-words.ts';
import type { PollView } from '../../model/view-types.ts';
import { joinLink, useJoin } from '../../state/use-join.ts';
import { useNow } from '../../state/use-now.ts';
import { usePoll, useShared } from '../../state/use-stores.ts';
import { QrCode } from '../../ui/qr-code.tsx';
import { StateMark } from '../../ui/state-mark.tsx';
import { HallOptions } from './hall-options.tsx';
import { isShownAtFirst, questionSize } from './hall-layout.ts';
import { useFullScreen } from './use-full-screen.ts';
import { usePresenterKeys } from './use-presenter-keys.ts';
import './presenter-view.css';

/** The hall's screen: question, result, and how to join. The moderator's controls stay out of it. */
export function PresenterView({ pollId }: { readonly pollId: string }) {
  const poll = usePoll(pollId);
  const present = useShared('navigation', (state) => state.present);
  useFullScreen(() => present(null));
  if (poll === undefined) return null;
  return <Hall key={poll.id} poll={poll} />;
}

function Hall({ poll }: { readonly poll: PollView }) {
  const [isShown, setShown] = useState(isShownAtFirst(poll));
  const snapshot = useShared('results', (state) => state.byPoll.get(poll.id));
  const order = useShared('settings', (state) => state.settings.resultOrder);
  const rows = useMemo(() => optionRows(poll.content.options, snapshot, order), [poll.content.options, snapshot, order]);
  usePresenterKeys(poll, () => setShown(!isShown));
  const hall = useRef<HTMLElement>(null);
  useEffect(() => hall.current?.focus(), []);
  const result = wordOfResult(poll.state, snapshot);
  const canJoin = poll.state !== 'closed' && poll.state !== 'closing';
  return (
    <section
      ref={hall}
      tabIndex={-1}
      className={canJoin ? 'presenter presenter-joined' : 'presenter'}
      role="dialog"
      aria-modal="true"
      aria-label="On the big screen"
    >
      <div className="hall-main">
        <h1 className={`hall-question hall-question-${questionSize(poll.content.question)}`} dir="auto">
          {poll.content.question}
        </h1>
        <HallOptions rows={rows} isShown={isShown} />
        <footer className="hall-foot">
          <StateMark state={wordOfPoll(poll.state)} />
          {result !== undefined && poll.state === 'closed' && <StateMark state={result} />}
          <span>{countOf(snapshot?.voters ?? 0, 'voter')}</span>
          <TimeLeft poll={poll} />
          {!isShown && poll.state !== 'draft' && <span>The result is not shown yet</span>}
        </footer>
      </div>
      {canJoin && <HallJoin poll={poll} />}
    </section>
  );
}

function TimeLeft({ poll }: { readonly poll: PollView }) {
  const closesAt = closingTimeOf(poll);
  const now = useNow(closesAt !== undefined);
  return closesAt === undefined ? null : <span className="hall-closing">{sayCountdown(closesAt, now)}</span>;
}

function HallJoin({ poll }: { readonly poll: PollView }) {
  const { address } = useJoin();
  if (address === undefined) return null;
  const link = joinLink(address, poll.code);
  return (
    <aside className="hall-join" aria-label="Join">
      <div className="hall-qr">
        <QrCode text={link} label={`QR code that leads to ${link}`} />
      </div>
      <p className="hall-address">{address.url.replace(/^https?:\/\//, '')}</p>
      <p className="hall-code">{poll.code}</p>
    </aside>
  );
}
