import { describe, expect, it } from 'vitest';
import { createZonedClock } from '../../../core/domain/zoned-time.ts';

const berlin = createZonedClock('Europe/Berlin', 'second');
const at = (iso: string) => Date.parse(iso);

describe('a zoned clock', () => {
  it('writes UTC and the wall clock of a zone with its offset', () => {
    expect(berlin.utc(at('2026-11-21T03:59:43.999Z'))).toBe('2026-11-21T03:59:43Z');
    expect(berlin.zoned(at('2026-11-21T03:59:43.999Z'))).toBe('2026-11-21T04:59:43+01:00');
  });

  it('tells the hour that comes twice in autumn apart', () => {
    expect(berlin.zoned(at('2026-10-25T00:30:00Z'))).toBe('2026-10-25T02:30:00+02:00');
    expect(berlin.zoned(at('2026-10-25T01:30:00Z'))).toBe('2026-10-25T02:30:00+01:00');
  });

  it('skips the hour that is left out in spring', () => {
    expect(berlin.zoned(at('2026-03-29T00:59:59Z'))).toBe('2026-03-29T01:59:59+01:00');
    expect(berlin.zoned(at('2026-03-29T01:00:00Z'))).toBe('2026-03-29T03:00:00+02:00');
  });

  it.each([
    ['Asia/Kathmandu', '2026-01-01T05:45:00+05:45'],
    ['America/St_Johns', '2025-12-31T20:30:00-03:30'],
    ['UTC', '2026-01-01T00:00:00+00:00'],
    ['Pacific/Kiritimati', '2026-01-01T14:00:00+14:00'],
  ])('knows the offset of %s', (zone, expected) => {
    expect(createZonedClock(zone, 'second').zoned(at('2026-01-01T00:00:00Z'))).toBe(expected);
  });

  it('cuts off to the minute where asked', () => {
    const clock = createZonedClock('Europe/Berlin', 'minute');
    expect(clock.utc(at('2026-11-21T03:59:59Z'))).toBe('2026-11-21T03:59Z');
    expect(clock.zoned(at('2026-11-21T03:59:59Z'))).toBe('2026-11-21T04:59+01:00');
  });

  it('names the same moment in every zone, whatever the moment', () => {
    for (let ms = at('2026-01-01T00:00:00Z'); ms < at('2027-01-01T00:00:00Z'); ms += 6_543_000) {
      expect(Date.parse(berlin.zoned(ms))).toBe(ms);
      expect(Date.parse(berlin.utc(ms))).toBe(ms);
    }
  });
});
