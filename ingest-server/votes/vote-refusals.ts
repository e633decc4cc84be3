import type { FailureCode } from '../../core/domain/failure.ts';
import { Failure } from '../../core/domain/failure.ts';
import type { Poll } from '../../core/domain/poll.ts';

export function invalidChoice({ content: { min, max } }: Poll): Failure {
  const amount = min === max ? (min === 1 ? 'exactly one option' : `exactly ${min} options`) : `${min} to ${max} options`;
  return new Failure('invalid-choice', `Pick ${amount} of this poll, each once. Your vote was not recorded.`);
}

/** A participant can do nothing about brokers and disks; operators read of these in the server's log. */
export function tellParticipant(error: unknown): never {
  if (!(error instanceof Failure)) throw error;
  const { code, retriable, retryAfterSeconds = 2 } = error;
  throw new Failure(code, participantWords(code), { cause: error, retriable, retryAfterSeconds });
}

function participantWords(code: FailureCode): string {
  if (code === 'log-busy')
    return 'More votes are coming in than can be stored at once. Yours was not recorded; sending it again in a moment is safe.';
  if (code === 'disk-full')
    return 'The disk of the server is full, so voting is paused. Yours was not recorded; sending it again in a moment is safe.';
  return 'The vote cannot be stored just now. It is not known whether yours was recorded; sending it again in a moment is safe.';
}

export function notReady(): Failure {
  const message =
    'The server is not sure that it knows the newest state of the poll. Your vote is not recorded; sending it again in a moment is safe.';
  return new Failure('not-ready', message, { retriable: true, retryAfterSeconds: 1 });
}

export function keysDiffer(): Failure {
  const message =
    'This server does not have the key that this run was opened with, so it cannot take its votes. Give all ingest servers the same key ring.';
  return new Failure('keys-differ', message, { retriable: true, retryAfterSeconds: 5 });
}

export function alreadyVoted(): Failure {
  return new Failure('already-voted', 'You have voted in this poll already, and a vote cannot be changed here. Your first vote counts.');
}

export function tooMany(): Failure {
  const message = 'Too many votes from this device within a second. This one was not recorded; try again in a moment.';
  return new Failure('too-many-requests', message, { retriable: true, retryAfterSeconds: 1 });
}
