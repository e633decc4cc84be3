import type { ReactNode } from 'react';
import type { SidePanel as PanelName } from '../../model/view-types.ts';
import { usePoll, useShared } from '../../state/use-stores.ts';
import { IconButton } from '../../ui/button.tsx';
import { Segments } from '../../ui/segments.tsx';
import { ActivityPanel } from './activity-panel.tsx';
import { DetailsPanel } from './details-panel.tsx';
import { HealthPanel } from './health-panel.tsx';
import './side-panel.css';

type Choices = readonly { readonly value: PanelName; readonly label: string }[];

interface SidePanelProps {
  readonly pollId: string | null;
  /** What lies behind all polls: brokers, nodes, servers. */
  readonly cluster: ReactNode;
}

/** What lies behind the poll, on demand. */
export function SidePanel({ pollId, cluster }: SidePanelProps) {
  const poll = usePoll(pollId);
  const panel = useShared('settings', (state) => state.settings.sidePanel);
  const change = useShared('settings', (state) => state.change);
  const isHere = useShared('app', (state) => state.info?.profileKind === 'this-computer');
  const ofPoll: Choices = pollId === null ? [] : [{ value: 'details', label: 'Details' }];
  const choices: Choices = [
    ...ofPoll,
    { value: 'health', label: 'Health' },
    { value: 'cluster', label: isHere ? 'Log' : 'Cluster' },
    { value: 'activity', label: 'Activity' },
  ];
  return (
    <aside className="side-panel" aria-label="Side panel">
      <header className="side-panel-head">
        <Segments label="Side panel shows" value={panel} choices={choices} onChange={(sidePanel) => change({ sidePanel })} />
        <IconButton icon="close" label="Fold the side panel" onClick={() => change({ sidePanel: 'none' })} />
      </header>
      <div className="side-panel-body">
        {panel === 'details' && <DetailsPanel poll={poll} />}
        {panel === 'health' && <HealthPanel poll={poll} />}
        {panel === 'cluster' && cluster}
        {panel === 'activity' && <ActivityPanel />}
      </div>
    </aside>
  );
}
