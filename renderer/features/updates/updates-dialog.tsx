import { useShared } from '../../state/use-stores.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { UpdateNews } from './update-news.tsx';
import './updates.css';

/** What there is to know about newer versions, asked for by name. */
export function UpdatesDialog() {
  const closeDialog = useShared('navigation', (state) => state.closeDialog);
  return (
    <Dialog title="Updates" onClose={closeDialog}>
      <UpdateNews />
    </Dialog>
  );
}

/** The same among the settings. Nothing where the program belongs to another computer. */
export function UpdatesSection() {
  const isKnown = useShared('updates', (state) => state.update !== null);
  if (!isKnown) return null;
  return (
    <section className="updates-section" aria-labelledby="updates-title">
      <h3 className="updates-title" id="updates-title">
        Updates
      </h3>
      <UpdateNews />
    </section>
  );
}
