import type { SidePanel as PanelName } from '../../model/view-types.ts';
import { usePoll, useShared } from '../../state/use-stores.ts';
import { IconButton } from '../../ui/button.tsx';
import { Segments } from '../../ui/segments.tsx';
import { ActivityPanel } from './activity-panel.tsx';
import { DetailsPanel } from './details-panel.tsx';
import { HealthPanel } from './health-panel.tsx';
import './side-panel.css';

const choices: readonly { readonly value: PanelName; readonly label: string }[] = [
  { value: 'details', label: 'Details' },
  { value: 'health', label: 'Health' },
  { value: 'activity', label: 'Activity' },
];

/** What lies behind the poll, on demand. */
export function SidePanel({ pollId }: { readonly pollId: string | null }) {
  const poll = usePoll(pollId);
  const panel = useShared('settings', (state) => state.settings.sidePanel);
  const change = useShared('settings', (state) => state.change);
  return (
    <aside className="side-panel" aria-label="Side panel">
      <header className="side-panel-head">
        <Segments label="Side panel shows" value={panel} choices={choices} onChange={(sidePanel) => change({ sidePanel })} />
        <IconButton icon="close" label="Fold the side panel" onClick={() => change({ sidePanel: 'none' })} />
      </header>
      <div className="side-panel-body">
        {panel === 'details' && <DetailsPanel poll={poll} />}
        {panel === 'health' && <HealthPanel poll={poll} />}
        {panel === 'activity' && <ActivityPanel />}
      </div>
    </aside>
  );
}
