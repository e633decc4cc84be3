import type { FailureCode } from '../core/domain/failure.ts';

/** What a voter is told when a vote was refused: what happened to it, and what to do next. */
const sentences: Partial<Record<FailureCode, string>> = {
  'invalid-choice': 'That choice does not fit this poll, so it was not recorded. Choose again.',
  'invalid-request': 'Your vote could not be read and was not recorded. Choose again.',
  'poll-not-found': 'This poll is gone. Ask for the new code and join again.',
  'poll-not-open': 'This poll is not open yet, so your vote was not recorded. Keep this page open.',
  'poll-paused': 'Voting is paused, so your vote was not recorded yet. Your choice is kept: send it when voting goes on.',
  'poll-closed': 'Voting is over. Your vote came after the close and was not recorded.',
  late: 'Voting is over. Your vote came just after the close and was not counted.',
  'already-voted': 'This device has voted already. The first vote stays, as votes cannot be changed in this poll.',
  'foreign-origin': 'Your vote was not recorded, as it did not come from this page. Reload the page and vote again.',
};

const unknown = 'Something went wrong and your vote was not recorded. Choose again in a moment, or tell the person who runs the poll.';

export function sentenceFor(code: string): string {
  return Object.hasOwn(sentences, code) ? (sentences[code as FailureCode] ?? unknown) : unknown;
}
