import { escapeHtml } from './html.ts';

const dayFormat = (timeZone: string) => new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone });
const timeFormat = (timeZone: string) =>
  new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZoneName: 'short', timeZone });

export interface ClosingTime {
  /** ISO 8601, UTC; undefined where the poll does not close by itself. */
  readonly closesAt: string | undefined;
  /** The poll's. */
  readonly timeZone: string;
  /** Ms since 1970. */
  readonly now: number;
}

/** In the poll's time zone, which is named; the page's script puts the device's own in its place. Always there, so that it can appear. */
export function renderClosingTime({ closesAt, timeZone, now }: ClosingTime): string {
  if (closesAt === undefined) return '<p class="closes" data-closes hidden></p>';
  const at = Date.parse(closesAt);
  const day = dayFormat(timeZone);
  const date = day.format(at) === day.format(now) ? '' : `${day.format(at)}, `;
  const text = `Closes at ${date}${timeFormat(timeZone).format(at)}`;
  return `<p class="closes" data-closes="${escapeHtml(closesAt)}">${escapeHtml(text)}</p>`;
}
