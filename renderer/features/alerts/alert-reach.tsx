import { useShared } from '../../state/use-stores.ts';
import { Button } from '../../ui/button.tsx';

const words = {
  desktop: 'Alerts come as messages of your desktop, also while the window is closed, and in this window.',
  page: 'Alerts come as messages of your browser while this page is open, and in this page.',
  ask: 'Alerts come in this page. Your browser can show them over other windows as well, while this page is open.',
  denied:
    'Alerts come in this page only: your browser does not allow messages from it. Allow notifications for this page in the browser’s settings to see them over other windows.',
  none: 'Alerts come in this window and under Activity only: this system shows no messages of programs. Look whether its notification service is installed and running.',
} as const;

/** Whether alerts reach a person who looks elsewhere, and what can be done about it. */
export function AlertReach({ isMine }: { readonly isMine: boolean }) {
  const reach = useShared('alerts', (state) => state.reach);
  const askPermission = useShared('alerts', (state) => state.askPermission);
  if (!isMine) {
    return <p className="alerts-note">Alerts are told on the computer that runs this dashboard and can be changed there only.</p>;
  }
  return (
    <div className="alerts-note">
      <p>{words[reach]}</p>
      {reach === 'ask' && (
        <Button icon="bell" onClick={() => void askPermission()}>
          Allow messages of the browser
        </Button>
      )}
    </div>
  );
}
