import type { FailureCode } from '../core/domain/failure.ts';

/** Whatever became of earlier tries. */
const stillTrue: Partial<Record<FailureCode, string>> = {
  'poll-not-found': 'This poll is gone. Ask for the new code and join again.',
  'already-voted': 'This device has voted already. The first vote stays, as votes cannot be changed in this poll.',
};

/** What a voter is told when a vote was refused: what happened to it, and what to do next. */
const sentences: Partial<Record<FailureCode, string>> = {
  ...stillTrue,
  'invalid-choice': 'That choice does not fit this poll, so it was not recorded. Choose again.',
  'invalid-request': 'Your vote could not be read and was not recorded. Choose again.',
  'poll-not-open': 'This poll is not open yet, so your vote was not recorded. Keep this page open.',
  'poll-paused': 'Voting is paused, so your vote was not recorded yet. Your choice is kept: send it when voting goes on.',
  'poll-closed': 'Voting is over. Your vote came after the close and was not recorded.',
  late: 'Voting is over. Your vote came just after the close and was not counted.',
  'foreign-origin': 'Your vote was not recorded, as it did not come from this page. Reload the page and vote again.',
};

const unknown = 'Something went wrong and your vote was not recorded. Choose again in a moment, or tell the person who runs the poll.';

/** The same where no answer came to an earlier try: what is refused then is only the last one. */
const afterLostAnswer: Partial<Record<FailureCode, string>> = {
  ...stillTrue,
  'poll-paused':
    'Voting is paused. No answer came to an earlier try of your vote, so it may be recorded. Your choice is kept: send it when voting goes on; it counts once.',
  'poll-closed': 'Voting is over. No answer came to an earlier try of your vote: it may have been recorded and counted, or not.',
  late: 'Voting is over. No answer came to an earlier try of your vote: it may have been recorded and counted, or not.',
};

const unknownAfterLostAnswer =
  'Something went wrong. No answer came to an earlier try of your vote, so it may be recorded. Send it again in a moment; it counts once.';

/** `mayBeRecorded`: an earlier try of the same vote got no answer. */
export function sentenceFor(code: string, mayBeRecorded: boolean): string {
  const [known, otherwise] = mayBeRecorded ? [afterLostAnswer, unknownAfterLostAnswer] : [sentences, unknown];
  return Object.hasOwn(known, code) ? (known[code as FailureCode] ?? otherwise) : otherwise;
}
