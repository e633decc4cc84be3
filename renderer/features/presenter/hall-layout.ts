import type { PollView } from '../../model/view-types.ts';

/** The hall sees the result at once only where the poll shows it to everyone. */
export function isShownAtFirst(poll: PollView): boolean {
  const { reveal } = poll.content;
  return reveal === 'always' || (poll.state === 'closed' && reveal !== 'never');
}

export function questionSize(question: string): 'short' | 'middle' | 'long' {
  if (question.length <= 60) return 'short';
  return question.length <= 140 ? 'middle' : 'long';
}

/** So that all options fit on the screen without scrolling, as large as they can be. */
export function hallDensity(count: number): 'few' | 'some' | 'many' | 'crowd' {
  if (count <= 5) return 'few';
  if (count <= 8) return 'some';
  return count <= 16 ? 'many' : 'crowd';
}
