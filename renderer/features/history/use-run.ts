import { useEffect, useState } from 'react';
import type { Snapshot } from '../../../core/contract/bridge.ts';
import { messageOf } from '../../../core/domain/failure.ts';
import type { TimelineStep } from '../../../core/domain/timeline.ts';
import type { PollView, TimelineRows } from '../../model/view-types.ts';
import { useStores } from '../../state/use-stores.ts';

/** A run of a poll, `pollId:run` in the pickers. */
export interface RunId {
  readonly pollId: string;
  readonly run: number;
}

export interface RunHistory {
  readonly phase: 'loading' | 'ready' | 'failed';
  readonly message: string | null;
  readonly result: Snapshot | null;
  readonly rows: TimelineRows;
  readonly step: TimelineStep;
  retry(): void;
}

/** One side of a comparison. */
export interface ComparedRun {
  readonly poll: PollView;
  readonly id: RunId;
  readonly history: RunHistory;
}

interface Loaded extends Omit<RunHistory, 'retry'> {
  readonly key: string;
}

const nothing = { phase: 'loading', message: null, result: null, rows: [], step: 'second' } as const;

/** A run's result and its timeline within a range. While a new range loads, the old lines stay. */
export function useRun(id: RunId | null, range: { readonly fromMs: number; readonly toMs: number } | null): RunHistory {
  const { bridge } = useStores();
  const [loaded, setLoaded] = useState<Loaded>({ key: '', ...nothing });
  const [attempt, setAttempt] = useState(0);
  const pollId = id?.pollId;
  const run = id?.run;
  const fromMs = range?.fromMs;
  const toMs = range?.toMs;
  const key = `${pollId}:${run}`;

  useEffect(() => {
    if (pollId === undefined || run === undefined) return undefined;
    let isWanted = true;
    const within = fromMs === undefined || toMs === undefined ? {} : { fromMs, toMs };
    Promise.all([bridge.call('result:read', { pollId, run }), bridge.call('history:timeline', { pollId, run, step: 'second', ...within })])
      .then(([result, { rows, step }]) => isWanted && setLoaded({ key, phase: 'ready', message: null, result, rows, step }))
      .catch((error: unknown) => isWanted && setLoaded({ key, ...nothing, phase: 'failed', message: messageOf(error) }));
    return () => {
      isWanted = false;
    };
  }, [bridge, key, pollId, run, fromMs, toMs, attempt]);

  const current = loaded.key === key ? loaded : nothing;
  return { ...current, retry: () => setAttempt((count) => count + 1) };
}
