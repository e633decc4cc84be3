/** Times as text, ISO 8601: `utc` with Z, `zoned` with the offset that the zone had at that moment. */
export interface ZonedClock {
  utc(ms: number): string;
  zoned(ms: number): string;
}

export type Precision = 'minute' | 'second';

/** Formatting a zone's time is slow; times come by the million, but not so many different minutes. */
const remembered = 4096;

/** Formats times to the minute or second (cut off, not rounded) in UTC and in an IANA time zone. */
export function createZonedClock(timeZone: string, precision: Precision): ZonedClock {
  const length = precision === 'minute' ? 16 : 19;
  const unit = precision === 'minute' ? 60_000 : 1000;
  const localTime = createLocalTime(timeZone);
  const utc = (key: number) => `${new Date(key * unit).toISOString().slice(0, length)}Z`;
  const cached = (format: (key: number) => string) => {
    const texts = new Map<number, string>();
    return (ms: number) => {
      const key = Math.floor(ms / unit);
      const text = texts.get(key) ?? format(key);
      if (texts.size >= remembered) texts.clear();
      texts.set(key, text);
      return text;
    };
  };
  return { utc: cached(utc), zoned: cached((key) => zonedText(localTime, key * unit, length)) };
}

/** The zone's wall clock, as if it were UTC, in ms. */
function createLocalTime(timeZone: string): (ms: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  return (ms) => {
    const parts = new Map(format.formatToParts(ms).map((part) => [part.type, Number(part.value)]));
    const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0;
    return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour') % 24, part('minute'), part('second'));
  };
}

function zonedText(localTime: (ms: number) => number, ms: number, length: number): string {
  const local = localTime(ms);
  const offsetMinutes = Math.round((local - Math.floor(ms / 1000) * 1000) / 60_000);
  const size = Math.abs(offsetMinutes);
  const two = (value: number) => String(value).padStart(2, '0');
  const offset = `${offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
  return `${new Date(local).toISOString().slice(0, length)}${offset}`;
}

/**
 * The time (ms since 1970) at which clocks of the zone show `wall` (2026-03-05T14:05), or undefined where it is no time. Of a
 * time that clocks show twice the first; for one that they leave out, the time as if they had not been changed yet.
 */
export function timeOfWall(wall: string, timeZone: string): number | undefined {
  const asUtc = Date.parse(`${wall}Z`);
  if (Number.isNaN(asUtc)) return undefined;
  const localTime = createLocalTime(timeZone);
  const dayMs = 86_400_000;
  const guesses = [-dayMs, dayMs].map((away) => asUtc - (localTime(asUtc + away) - (asUtc + away)));
  return guesses.find((ms) => localTime(ms) === asUtc) ?? guesses[0];
}

/** What clocks of the zone show, to the minute: 2026-03-05T14:05. */
export function wallOf(ms: number, timeZone: string): string {
  return createZonedClock(timeZone, 'minute').zoned(ms).slice(0, 16);
}
