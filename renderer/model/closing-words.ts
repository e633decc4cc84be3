import type { ClosingPlan } from '../../core/domain/closing-plan.ts';
import { countOf, formatDay, formatMinute } from './format.ts';
import type { PollView } from './view-types.ts';
import { lastRun } from './view-types.ts';

const two = (value: number) => String(value).padStart(2, '0');

/** 0:09, 4:10, 1:04:10, from a day on 2 d 3 h. Never below zero. */
export function formatCountdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  if (hours >= 24) return `${Math.floor(hours / 24)} d ${hours % 24} h`;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** 14:05, with the day where it is not today. */
export function formatClosingTime(at: number, timeZone: string, now: number): string {
  const day = formatDay(at, timeZone);
  return day === formatDay(now, timeZone) ? formatMinute(at, timeZone) : `${day}, ${formatMinute(at, timeZone)}`;
}

/** When the run under way closes by itself; undefined where it does not, or there is none. */
export function closingTimeOf(poll: PollView): number | undefined {
  return poll.state === 'open' || poll.state === 'paused' || poll.state === 'opening' ? lastRun(poll)?.closesAt : undefined;
}

/** "Closes in 4:10"; from the time itself until a server has closed it: "Closing now". */
export function sayCountdown(closesAt: number, now: number): string {
  return closesAt > now ? `Closes in ${formatCountdown(closesAt - now)}` : 'Closing now';
}

/** What is planned for the next run. */
export function sayPlan(plan: ClosingPlan, timeZone: string, now: number): string {
  return plan.kind === 'after'
    ? `Closes ${countOf(plan.minutes, 'minute')} after opening`
    : `Closes at ${formatClosingTime(plan.at, timeZone, now)}`;
}
