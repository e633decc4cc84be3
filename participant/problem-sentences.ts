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

const overUnsure = 'Voting is over. An earlier try of your vote was not confirmed: it may have been recorded and counted, or not.';

/** The same where nobody knows what became of an earlier try: what is refused then is only the last one. */
const afterUnconfirmed: Partial<Record<FailureCode, string>> = {
  ...stillTrue,
  'poll-not-open': 'This poll is not open now. An earlier try of your vote was not confirmed, so it may be recorded. Keep this page open.',
  'poll-paused':
    'Voting is paused. An earlier try of your vote was not confirmed, so it may be recorded. Your choice is kept: send it when voting goes on; it counts once.',
  'poll-closed': overUnsure,
  late: overUnsure,
};

const unknownAfterUnconfirmed =
  'Something went wrong. A try of your vote was not confirmed, so it may be recorded. You may vote again in a moment: it counts once.';

/** `mayBeRecorded`: nobody knows what became of a try of the same vote. */
export function sentenceFor(code: string, mayBeRecorded: boolean): string {
  const [known, otherwise] = mayBeRecorded ? [afterUnconfirmed, unknownAfterUnconfirmed] : [sentences, unknown];
  return Object.hasOwn(known, code) ? (known[code as FailureCode] ?? otherwise) : otherwise;
}
