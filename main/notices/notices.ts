import type { Notice } from '../../core/domain/notice.ts';

/** What every window of this computer shows until it passes or is dismissed. */
export interface Notices {
  list(): readonly Notice[];
  /** Takes the place of an earlier one of its id. Only what is new is told. */
  put(notice: NewNotice): void;
  /** Its cause has passed. */
  remove(id: string): void;
  /** By a person; one that only its cause can end stays. */
  dismiss(id: string): void;
  /** Called with all that there are, after every change. Returns an unsubscribe. */
  onChange(listener: (notices: readonly Notice[]) => void): () => void;
}

/** Can be dismissed, unless it says otherwise. */
export type NewNotice = Omit<Notice, 'at' | 'dismissible'> & { readonly dismissible?: boolean };

const mostKept = 20;

export function createNotices(clock: () => number): Notices {
  let notices: readonly Notice[] = [];
  const listeners = new Set<(notices: readonly Notice[]) => void>();
  const change = (next: readonly Notice[]) => {
    notices = next.slice(-mostKept);
    for (const listener of listeners) listener(notices);
  };
  const without = (id: string) => notices.filter((notice) => notice.id !== id);
  return {
    list: () => notices,
    put(given) {
      const known = notices.find(({ id }) => id === given.id);
      if (known !== undefined && known.title === given.title && known.message === given.message) return;
      change([...without(given.id), { dismissible: true, ...given, at: known?.at ?? clock() }]);
    },
    remove(id) {
      if (notices.some((notice) => notice.id === id)) change(without(id));
    },
    dismiss(id) {
      if (notices.some((notice) => notice.id === id && notice.dismissible)) change(without(id));
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
