/**
 * Everything that may go wrong and is expected to. Codes are stable: they stand in problem documents,
 * in answers over the bridge and in tests; never reuse one for another meaning.
 */
export const failureCodes = [
  'invalid-request',
  'invalid-choice',
  'body-too-large',
  'unsupported-media-type',
  'unauthorized',
  'poll-not-found',
  'not-found',
  'revision-conflict',
  'wrong-state',
  'code-taken',
  'poll-not-open',
  'poll-paused',
  'poll-closed',
  'late',
  'already-voted',
  'too-many-requests',
  'foreign-origin',
  'keys-differ',
  'log-busy',
  'log-unavailable',
  'log-incomplete',
  'disk-full',
  'not-ready',
  'history-unavailable',
  'data-folder-unusable',
  'data-folder-busy',
  'newer-format',
  'settings-invalid',
  'topic-mismatch',
  'log-access-denied',
  'history-access-denied',
  'profile-not-found',
  'secrets-need-consent',
  'server-unreachable',
  'report-failed',
  'backup-failed',
  'backup-unusable',
  'update-failed',
  'cancelled',
  'unexpected',
] as const;

export type FailureCode = (typeof failureCodes)[number];

interface FailureOptions {
  readonly retriable?: boolean;
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
}

/**
 * An expected failure: `message` is one or two sentences for a person, saying what happened, what it means
 * for votes, and what to do. Any other error that is thrown is a bug.
 */
export class Failure extends Error {
  readonly code: FailureCode;
  readonly retriable: boolean;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: FailureCode, message: string, options: FailureOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'Failure';
    this.code = code;
    this.retriable = options.retriable ?? false;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** What an unknown thrown value says for itself; for messages and logs. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** Makes the compiler prove that a switch covers every case. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}
