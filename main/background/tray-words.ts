import type { Running } from './running-polls.ts';

export interface TrayWords {
  readonly look: 'open' | 'idle';
  /** What stands at the icon, and as the first line of its menu. */
  readonly tooltip: string;
}

/** The state of things in half a line. */
export function trayWords({ polls, votes, trouble }: Running): TrayWords {
  const look = polls.some(({ state }) => state === 'open') ? 'open' : 'idle';
  if (trouble !== null) return { look: 'idle', tooltip: 'Kpoll: no results just now. Votes that were confirmed are safe.' };
  return { look, tooltip: `Kpoll: ${sentenceOf(polls, votes)}` };
}

function sentenceOf(polls: Running['polls'], votes: number): string {
  const open = polls.filter(({ state }) => state === 'open').length;
  if (polls.length === 0) return 'no poll open';
  const count = `${votes.toLocaleString('en')} ${votes === 1 ? 'vote' : 'votes'}`;
  if (open === 0) return polls.length === 1 ? `voting paused, ${count}` : `voting paused in ${polls.length} polls, ${count}`;
  return open === 1 ? `voting open, ${count}` : `voting open in ${open} polls, ${count}`;
}
