import type { AppAction } from '../../state/app-actions.ts';
import { useShared } from '../../state/use-stores.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { shortcutTable } from './shortcut-table.ts';
import './palette.css';

export function ShortcutsDialog({ actions, keyName }: { readonly actions: readonly AppAction[]; readonly keyName: string }) {
  const closeDialog = useShared('navigation', (state) => state.closeDialog);
  return (
    <Dialog title="Keyboard shortcuts" width="wide" onClose={closeDialog}>
      <div className="shortcuts">
        {shortcutTable(actions, keyName).map(({ heading, shortcuts }) => (
          <section key={heading} aria-label={heading}>
            <h3 className="shortcuts-heading">{heading}</h3>
            <dl>
              {shortcuts.map(({ keys, title }) => (
                <div key={title} className="shortcut">
                  <dt>{title}</dt>
                  <dd>
                    {keys.map((key) => (
                      <kbd key={key} className="key">
                        {key}
                      </kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
