import { useEffect, useRef, useState } from 'react';
import { messageOf } from '../../../core/domain/failure.ts';
import { createTimelineBuffer, timelineRowOf } from '../../model/timeline-buffer.ts';
import type { PollView, RunView, TimelineRows } from '../../model/view-types.ts';
import { useStores } from '../../state/use-stores.ts';

export interface LiveTimelineState {
  readonly rows: TimelineRows;
  readonly phase: 'loading' | 'ready' | 'failed';
  readonly message: string | null;
  retry(): void;
}

const capacity = 2000;
const refreshMs = 500;

/** What history knows of the run, and what has come in since; stands still while the screen is held. */
export function useLiveTimeline(poll: PollView, run: RunView): LiveTimelineState {
  const { bridge, results, clock } = useStores();
  const [rows, setRows] = useState<TimelineRows>([]);
  const [load, setLoad] = useState<{ readonly phase: LiveTimelineState['phase']; readonly message: string | null }>({
    phase: 'loading',
    message: null,
  });
  const [attempt, setAttempt] = useState(0);
  const buffer = useRef(createTimelineBuffer(capacity));
  const pollId = poll.id;
  const runNumber = run.run;

  useEffect(() => {
    let isWanted = true;
    const fail = (error: unknown) => isWanted && setLoad({ phase: 'failed', message: messageOf(error) });
    bridge
      .call('history:timeline', { pollId, run: runNumber, step: 'second' })
      .then((answer) => {
        if (!isWanted) return;
        buffer.current.load(answer.rows);
        setRows([...buffer.current.rows()]);
        setLoad({ phase: 'ready', message: null });
      })
      .catch(fail);
    return () => {
      isWanted = false;
    };
  }, [bridge, pollId, runNumber, attempt]);

  useEffect(() => {
    let isChanged = false;
    const take = () => {
      const snapshot = results.getState().byPoll.get(pollId);
      if (snapshot === undefined || snapshot.run !== runNumber || snapshot.voters === 0) return;
      buffer.current.append(timelineRowOf(snapshot, clock()));
      isChanged = true;
    };
    const show = () => {
      if (!isChanged || document.hidden || results.getState().held?.pollId === pollId) return;
      isChanged = false;
      setRows([...buffer.current.rows()]);
    };
    take();
    const unsubscribe = results.subscribe((now, before) => {
      if (now.byPoll.get(pollId) !== before.byPoll.get(pollId)) take();
    });
    const timer = setInterval(show, refreshMs);
    return () => {
      unsubscribe();
      clearInterval(timer);
    };
  }, [results, clock, pollId, runNumber]);

  return { rows, ...load, retry: () => setAttempt((count) => count + 1) };
}
