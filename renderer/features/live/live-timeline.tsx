import type { PollView, RunView } from '../../model/view-types.ts';
import { Card } from '../../ui/card.tsx';

export function LiveTimeline({ poll, run }: { readonly poll: PollView; readonly run: RunView }) {
  return <Card title="Timeline">{`${poll.id}:${run.run}`}</Card>;
}
