import { formatCount } from '../../model/format.ts';
import { useShared } from '../../state/use-stores.ts';
import { Button } from '../../ui/button.tsx';

/** In the title bar while simulated participants vote, so that nobody takes them for real ones. */
export function DemoChip() {
  const isRunning = useShared('demo', (state) => state.demo.running);
  const accepted = useShared('demo', (state) => state.demo.accepted);
  const isBusy = useShared('demo', (state) => state.isBusy);
  const end = useShared('demo', (state) => state.end);
  const isOnStart = useShared('navigation', (state) => state.screen.kind === 'start');
  if (!isRunning || isOnStart) return null;
  return (
    <span className="demo-chip">
      <span className="demo-chip-text">Demo · {formatCount(accepted)} votes</span>
      <Button look="quiet" icon="stop" isBusy={isBusy} onClick={() => void end()}>
        Stop the demo
      </Button>
    </span>
  );
}
