const wholeNumber = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const compactNumber = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

/** 12,345,678 */
export function formatCount(value: number): string {
  return wholeNumber.format(value);
}

/** 12.3M, for axes. */
export function formatCompact(value: number): string {
  return value < 10_000 ? wholeNumber.format(value) : compactNumber.format(value);
}

/** One decimal, but plain 0 and 100; a share that is not quite all never reads 100 %. */
export function formatPercent(percent: number): string {
  if (percent <= 0) return '0 %';
  if (percent >= 100) return `${percent > 100 ? percent.toFixed(1) : '100'} %`;
  return `${Math.min(percent, 99.9).toFixed(1)} %`;
}

/** Votes per second: one decimal while it is small. */
export function formatRate(perSecond: number): string {
  if (perSecond === 0) return '0';
  return perSecond < 10 ? perSecond.toFixed(1) : formatCount(perSecond);
}

/** 4 s, 3 min 20 s, 2 h 5 min */
export function formatSeconds(seconds: number): string {
  if (seconds < 10) return `${seconds < 1 && seconds > 0 ? seconds.toFixed(1) : String(Math.round(seconds))} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatIn(timeZone: string, style: 'time' | 'minute' | 'full' | 'day'): Intl.DateTimeFormat {
  const key = `${style} ${timeZone}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const clock: Intl.DateTimeFormatOptions = style === 'day' ? {} : { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
  const seconds: Intl.DateTimeFormatOptions = style === 'minute' || style === 'day' ? {} : { second: '2-digit' };
  const date: Intl.DateTimeFormatOptions = style === 'full' || style === 'day' ? { day: 'numeric', month: 'short', year: 'numeric' } : {};
  const made = new Intl.DateTimeFormat('en-GB', { ...date, ...clock, ...seconds, timeZone });
  formats.set(key, made);
  return made;
}

/** 14:03:22 in the zone. */
export function formatTime(timeMs: number, timeZone: string): string {
  return formatIn(timeZone, 'time').format(timeMs);
}

/** 14:03 in the zone. */
export function formatMinute(timeMs: number, timeZone: string): string {
  return formatIn(timeZone, 'minute').format(timeMs);
}

/** 5 Mar 2026 in the zone. */
export function formatDay(timeMs: number, timeZone: string): string {
  return formatIn(timeZone, 'day').format(timeMs);
}

/** 5 Mar 2026, 14:03:22 in the zone. */
export function formatDateTime(timeMs: number, timeZone: string): string {
  return formatIn(timeZone, 'full').format(timeMs);
}

/** The computer's own zone. */
export function localTimeZone(): string {
  return new Intl.DateTimeFormat('en').resolvedOptions().timeZone;
}

/** 1 vote, 2 votes */
export function countOf(value: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(value)} ${value === 1 ? singular : plural}`;
}

const units = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** In steps of a thousand, as operating systems show the sizes of files. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit] ?? ''}`;
}
