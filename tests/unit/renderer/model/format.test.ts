import { describe, expect, it } from 'vitest';
import { formatCount, formatPercent, formatRate, formatSeconds, formatTime } from '../../../../renderer/model/format.ts';

describe('format', () => {
  it('groups large counts', () => {
    expect(formatCount(12_345_678)).toBe('12,345,678');
  });

  it('shows nothing of nothing as 0 %', () => {
    expect(formatPercent(0)).toBe('0 %');
  });

  it('never rounds a share up to all', () => {
    expect(formatPercent(99.97)).toBe('99.9 %');
    expect(formatPercent(100)).toBe('100 %');
  });

  it('shows slow rates with a decimal and fast ones without', () => {
    expect(formatRate(0)).toBe('0');
    expect(formatRate(0.333)).toBe('0.3');
    expect(formatRate(2034.6)).toBe('2,035');
  });

  it('shows lengths of time in the units a person would use', () => {
    expect([0, 0.4, 3.2, 59, 200, 7500].map(formatSeconds)).toEqual(['0 s', '0.4 s', '3 s', '59 s', '3 min 20 s', '2 h 5 min']);
  });

  it('shows times in the zone of the poll', () => {
    const noonUtc = Date.UTC(2026, 0, 15, 12);
    expect(formatTime(noonUtc, 'Europe/Berlin')).toBe('13:00:00');
    expect(formatTime(noonUtc, 'Asia/Kolkata')).toBe('17:30:00');
  });
});
