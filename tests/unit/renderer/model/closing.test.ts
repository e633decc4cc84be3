import { describe, expect, it } from 'vitest';
import { timeOfWall, wallOf } from '../../../../core/domain/zoned-time.ts';
import { closingError, closingFormOf, closingPlanOf, withKind } from '../../../../renderer/model/closing-form.ts';
import { formatClosingTime, formatCountdown, sayCountdown, sayPlan } from '../../../../renderer/model/closing-words.ts';

const zone = 'Europe/Berlin';
const noon = Date.UTC(2026, 2, 5, 12);
const minute = 60_000;

describe('the closing time as it is written', () => {
  it('goes to a plan and back, in the zone of the poll', () => {
    const plan = { kind: 'at', at: noon + 65 * minute } as const;
    const form = closingFormOf(plan, zone);
    expect(form.wall).toBe('2026-03-05T14:05');
    expect(closingPlanOf(form, zone)).toEqual(plan);
    expect(closingPlanOf(form, 'UTC')).toEqual({ kind: 'at', at: noon + 125 * minute });
    const after = { kind: 'after', minutes: 7 } as const;
    expect(closingPlanOf(closingFormOf(after, zone), zone)).toEqual(after);
    expect(closingPlanOf(closingFormOf(null, zone), zone)).toBeNull();
  });

  it('begins with a time that is ahead, and keeps the one that was written', () => {
    const begun = withKind(closingFormOf(null, zone), 'at', { timeZone: zone, now: noon + 1 });
    expect(begun.wall).toBe('2026-03-05T13:30');
    expect(closingError(begun, zone, noon + 1)).toBeUndefined();
    const back = withKind(withKind({ ...begun, wall: '2026-03-06T09:00' }, 'never', { timeZone: zone, now: 0 }), 'at', {
      timeZone: zone,
      now: noon,
    });
    expect(back.wall).toBe('2026-03-06T09:00');
  });

  it('says what is wrong', () => {
    const at = (wall: string) => closingError({ kind: 'at', minutes: 10, wall }, zone, noon);
    expect(at('')).toBe('Choose a day and a time.');
    expect(at('2026-03-05T13:00')).toBe('This time has passed. Choose a later one.');
    expect(at('2026-03-05T13:01')).toBeUndefined();
    expect(at('2028-03-05T13:01')).toBe('Choose a time within a year.');
    for (const minutes of [0, -1, 1.5, Number.NaN, 1e9])
      expect(closingError({ kind: 'after', minutes, wall: '' }, zone, noon)).toBeDefined();
    expect(closingError({ kind: 'never', minutes: Number.NaN, wall: '' }, zone, noon)).toBeUndefined();
  });
});

describe('wall time', () => {
  it('comes back from every hour of a year, but for the one that is shown twice', () => {
    for (const name of [zone, 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu']) {
      const wrong: string[] = [];
      for (let hour = 0; hour < 365 * 24; hour += 1) {
        const ms = Date.UTC(2026, 0, 1, hour, 7);
        if (timeOfWall(wallOf(ms, name), name) !== ms) wrong.push(new Date(ms).toISOString());
      }
      expect(wrong.length, `${name} ${wrong.join()}`).toBeLessThanOrEqual(1);
    }
  });

  it('takes the time before clocks were changed where they leave one out', () => {
    expect(timeOfWall('2026-03-29T02:30', zone)).toBe(Date.UTC(2026, 2, 29, 1, 30));
    expect(timeOfWall('2026-10-25T02:30', zone)).toBe(Date.UTC(2026, 9, 25, 0, 30));
    expect(timeOfWall('nonsense', zone)).toBeUndefined();
  });
});

describe('the words for closing times', () => {
  it('count down to the second, never below zero', () => {
    const shown = [9_000, 8_001, 250_000, 3_850_000, 90_000_000, -5].map(formatCountdown);
    expect(shown).toEqual(['0:09', '0:09', '4:10', '1:04:10', '1 d 1 h', '0:00']);
    expect([sayCountdown(10_000, 1_000), sayCountdown(10_000, 10_000)]).toEqual(['Closes in 0:09', 'Closing now']);
  });

  it('name the day where it is not today in the zone', () => {
    expect(formatClosingTime(noon + 65 * minute, zone, noon)).toBe('14:05');
    expect(formatClosingTime(noon + 1_440 * minute, zone, noon)).toBe('6 Mar 2026, 13:00');
    expect(sayPlan({ kind: 'after', minutes: 1 }, zone, noon)).toBe('Closes 1 minute after opening');
    expect(sayPlan({ kind: 'at', at: noon }, zone, noon)).toBe('Closes at 13:00');
  });
});
