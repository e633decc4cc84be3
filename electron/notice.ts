import { Notification } from 'electron';

/** Whether the desktop shows messages of programs at all. */
export function canNotify(): boolean {
  return Notification.isSupported();
}

/** Notifications that are on screen: without a hold on them they may be collected before they are clicked. */
const shown = new Set<Notification>();

export function notify({ title, text }: { readonly title: string; readonly text: string }, onClick: () => void): void {
  if (!canNotify()) return;
  const notification = new Notification({ title, body: text });
  shown.add(notification);
  notification.once('close', () => shown.delete(notification));
  notification.once('click', () => {
    shown.delete(notification);
    onClick();
  });
  notification.show();
}
