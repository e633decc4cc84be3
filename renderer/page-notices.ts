/** Messages of the browser, where a tab has no desktop shell behind it. */
export interface PageNotices {
  /** `none` where this browser knows no such thing. */
  permission(): 'granted' | 'denied' | 'default' | 'none';
  /** Browsers ask the person, and only after a click. */
  ask(): Promise<void>;
  show(notice: { readonly title: string; readonly text: string; readonly onClick: () => void }): void;
}

export function createPageNotices(page: Window & typeof globalThis): PageNotices {
  const isKnown = 'Notification' in page && page.isSecureContext;
  return {
    permission: () => (isKnown ? page.Notification.permission : 'none'),
    async ask() {
      if (isKnown) await page.Notification.requestPermission();
    },
    show({ title, text, onClick }) {
      // Several tabs tell the same: the tag makes one message of them.
      const notice = new page.Notification(title, { body: text, tag: `${title} ${text}` });
      notice.onclick = () => {
        page.focus();
        notice.close();
        onClick();
      };
    },
  };
}
