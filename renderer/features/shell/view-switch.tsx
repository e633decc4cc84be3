import { usePoll, useShared } from '../../state/use-stores.ts';
import { Segments } from '../../ui/segments.tsx';

const choices = [
  { value: 'live', label: 'Now' },
  { value: 'history', label: 'History' },
] as const;

/** Between the poll as it stands and how it came to be. */
export function ViewSwitch({ pollId, view }: { readonly pollId: string; readonly view: 'live' | 'history' }) {
  const poll = usePoll(pollId);
  const go = useShared('navigation', (state) => state.go);
  if (poll === undefined || poll.runs.length === 0) return null;
  return <Segments label="View" value={view} choices={choices} onChange={(kind) => go({ kind, pollId })} />;
}
