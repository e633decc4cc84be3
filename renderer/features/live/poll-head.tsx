import type { ReactNode } from 'react';
import { countOf } from '../../model/format.ts';
import { wordOfPoll, wordOfResult } from '../../model/poll-words.ts';
import type { PollView } from '../../model/view-types.ts';
import { lastRun } from '../../model/view-types.ts';
import { useShared } from '../../state/use-stores.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { ClosingChip } from './closing-chip.tsx';
import { StateMark } from '../../ui/state-mark.tsx';

/** `children` are the views beside this one, to switch to. */
export function PollHead({ poll, children }: { readonly poll: PollView; readonly children?: ReactNode }) {
  const snapshot = useShared('results', (state) => state.byPoll.get(poll.id));
  const result = wordOfResult(poll.state, snapshot);
  return (
    <PageHead
      question={poll.content.question}
      states={
        <>
          <StateMark look="badge" state={wordOfPoll(poll.state)} testId="poll-state" />
          {result !== undefined && <StateMark look="badge" state={result} testId="result-state" />}
          <ClosingChip poll={poll} />
          <span className="poll-head-note">{describePoll(poll)}</span>
          {children}
        </>
      }
      actions={
        <>
          <PollTools poll={poll} />
          <NextActions poll={poll} />
        </>
      }
    />
  );
}

function describePoll(poll: PollView): string {
  const { type, min, max, options } = poll.content;
  const choice = type === 'single' ? 'One option' : min === max ? countOf(max, 'option') : `${min} to ${max} options`;
  const run = lastRun(poll);
  return `${choice} of ${options.length}${run !== undefined && run.run > 1 ? `, run ${run.run}` : ''}`;
}

/** What can be done besides; always in the same order. */
function PollTools({ poll }: { readonly poll: PollView }) {
  const go = useShared('navigation', (state) => state.go);
  const open = useShared('navigation', (state) => state.open);
  const present = useShared('navigation', (state) => state.present);
  const duplicate = useShared('actions', (state) => state.duplicate);
  const hide = useShared('actions', (state) => state.hide);
  const command = useShared('actions', (state) => state.command);
  const saveFile = useShared('openings', (state) => state.saveFile);
  const run = lastRun(poll);
  const isResting = poll.state === 'draft' || poll.state === 'closed';
  return (
    <div className="poll-tools" role="toolbar" aria-label="Poll">
      <IconButton icon="present" label="Present" shortcut="F" onClick={() => present(poll.id)} />
      {poll.state === 'draft' && (
        <IconButton icon="edit" label="Edit poll" shortcut="E" onClick={() => go({ kind: 'editor', pollId: poll.id })} />
      )}
      {(poll.state === 'draft' || poll.state === 'open' || poll.state === 'paused') && (
        <IconButton icon="clock" label="Closing time…" shortcut="T" onClick={() => open({ kind: 'closing', pollId: poll.id })} />
      )}
      <IconButton icon="bell" label="Alerts…" shortcut="A" onClick={() => open({ kind: 'alerts', pollId: poll.id })} />
      <IconButton icon="duplicate" label="Duplicate poll" shortcut="D" onClick={() => void duplicate(poll)} />
      <IconButton icon="file" label="Save poll as file" onClick={() => saveFile(poll)} />
      {isResting && !poll.hidden && <IconButton icon="hide" label="Hide poll" onClick={() => void hide(poll)} />}
      {poll.hidden && <IconButton icon="show" label="Show poll again" onClick={() => void command(poll, 'show')} />}
      {run !== undefined && poll.state !== 'closed' && (
        <IconButton icon="download" label="Export" shortcut="X" onClick={() => open({ kind: 'export', pollId: poll.id, run: run.run })} />
      )}
    </div>
  );
}

/** The one next step as the primary button, and its alternative. */
function NextActions({ poll }: { readonly poll: PollView }) {
  const open = useShared('navigation', (state) => state.open);
  const command = useShared('actions', (state) => state.command);
  const busy = useShared('actions', (state) => state.busy.get(poll.id));
  const run = lastRun(poll);
  const give = (name: 'open' | 'pause' | 'resume') => () => void command(poll, name);
  const closePoll = () => open({ kind: 'close-poll', pollId: poll.id });

  switch (poll.state) {
    case 'draft':
    case 'opening':
      return (
        <Button look="primary" icon="play" isBusy={busy === 'open' || poll.state === 'opening'} onClick={give('open')}>
          Open voting
        </Button>
      );
    case 'open':
      return (
        <>
          <Button icon="pause" isBusy={busy === 'pause'} onClick={give('pause')}>
            Pause voting
          </Button>
          <Button look="primary" icon="stop" isBusy={busy === 'close'} onClick={closePoll}>
            Close voting
          </Button>
        </>
      );
    case 'paused':
      return (
        <>
          <Button icon="play" isBusy={busy === 'resume'} onClick={give('resume')}>
            Resume voting
          </Button>
          <Button look="primary" icon="stop" isBusy={busy === 'close'} onClick={closePoll}>
            Close voting
          </Button>
        </>
      );
    case 'closing':
      return (
        <Button look="primary" isBusy>
          Closing…
        </Button>
      );
    case 'closed':
      return (
        <>
          <Button icon="again" isBusy={busy === 'open'} onClick={give('open')}>
            Run again
          </Button>
          <Button look="primary" icon="download" onClick={() => open({ kind: 'export', pollId: poll.id, run: run?.run ?? 1 })}>
            Export
          </Button>
        </>
      );
  }
}
