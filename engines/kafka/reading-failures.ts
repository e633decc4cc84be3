import { Failure, messageOf } from '../../core/domain/failure.ts';

/** `what` goes on after "is not complete:". */
export function incomplete(name: string, what: string): Failure {
  const message = `Kafka's topic ${name} is not complete: ${what}. Numbers are not counted on, rather than counted wrong. Put the topic back from a copy, or look into what was done to it.`;
  return new Failure('log-incomplete', message);
}

export function replaced(name: string): Failure {
  return incomplete(name, 'it was deleted and made again, so the records read before are gone');
}

/** A bug, or a failure that its caller did not foresee. */
export function readingStopped(name: string, error: unknown): Failure {
  // Of no use as retriable: only the caller knows what must be done before the batch may come again.
  if (error instanceof Failure) return new Failure(error.code, error.message, { cause: error });
  const message = `Reading Kafka's topic ${name} stopped: ${messageOf(error)}. Votes in the log are safe. Start the program again; if that does not help, report this as a bug.`;
  return new Failure('unexpected', message, { cause: error });
}

export function unreadable(name: string, what: string): Failure {
  const message = `Kafka's topic ${name} holds ${what} records, which Kpoll does not write and cannot read. Numbers are not counted on, rather than counted wrong. Set compression.type=producer on the topic, and let nothing but Kpoll write to it.`;
  return new Failure('topic-mismatch', message);
}

export function leaderless(name: string, partitions: readonly number[]): Failure {
  const message = `Kafka has no broker for partition ${partitions.join(', ')} of topic ${name} at the moment. What is shown may be behind; nothing recorded is lost, and it goes on by itself. Start the brokers that are down.`;
  return new Failure('log-unavailable', message, { retriable: true, retryAfterSeconds: 2 });
}
