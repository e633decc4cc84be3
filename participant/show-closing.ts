const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** When the poll closes, by this device's clock and time zone; ISO 8601, or undefined where it does not by itself. */
export function showClosing(main: HTMLElement, closesAt: string | undefined): void {
  const line = main.querySelector<HTMLElement>('[data-closes]');
  if (line === null) return;
  line.hidden = closesAt === undefined;
  if (closesAt === undefined) return;
  const at = Date.parse(closesAt);
  const date = day.format(at) === day.format(Date.now()) ? '' : `${day.format(at)}, `;
  const text = `Closes at ${date}${time.format(at)}`;
  if (line.textContent !== text) line.textContent = text;
}
