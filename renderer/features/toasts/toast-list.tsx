import { useEffect } from 'react';
import type { Toast } from '../../state/toasts-store.ts';
import { useShared } from '../../state/use-stores.ts';
import { IconButton } from '../../ui/button.tsx';
import './toast-list.css';

const shownMs = { info: 8000, good: 12_000, bad: 20_000 } as const;

/** What just happened, for a while; spoken, never in the way. */
export function ToastList() {
  const toasts = useShared('toasts', (state) => state.toasts);
  return (
    <div className="toasts" role="region" aria-label="Notifications">
      <ol aria-live="polite" aria-relevant="additions">
        {toasts.map((toast) => (
          <ToastItem key={toast.id} toast={toast} />
        ))}
      </ol>
    </div>
  );
}

function ToastItem({ toast }: { readonly toast: Toast }) {
  const dismiss = useShared('toasts', (state) => state.dismiss);
  const { id, tone, text, action } = toast;
  useEffect(() => {
    const timer = setTimeout(() => dismiss(id), shownMs[tone]);
    return () => clearTimeout(timer);
  }, [id, tone, dismiss]);
  const act = () => {
    action?.run();
    dismiss(id);
  };
  return (
    <li className={`toast toast-${tone}`} role={tone === 'bad' ? 'alert' : undefined}>
      <p className="toast-text">{text}</p>
      {action !== undefined && (
        <button type="button" className="toast-action" onClick={act}>
          {action.label}
        </button>
      )}
      <IconButton icon="close" label="Dismiss" onClick={() => dismiss(id)} />
    </li>
  );
}
