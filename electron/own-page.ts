/** The page of the interface: a scheme of its own that only this program serves. */
export const pageUrl = 'kpoll://app/index.html';

/** Whether an address is the interface itself, with whatever follows `#` or `?`. */
export function isOwnPage(url: string): boolean {
  return /^kpoll:\/\/app\/(index\.html)?([?#].*)?$/s.test(url);
}
