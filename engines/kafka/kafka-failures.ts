import { Failure, messageOf } from '../../core/domain/failure.ts';
import { codeOf, isLasting, kafkaCodes } from './kafka-errors.ts';

export interface FailureContext {
  /** The addresses of the settings, as text. */
  readonly brokers: string;
  /** The topic or group it was about, and what this client wanted with it: "read", "write", "create", "join". */
  readonly about?: { readonly name: string; readonly right: string };
}

const wrongLogin = 'Check "Sign-in (SASL)", "Kafka user name" and "Kafka password" in the settings.';

/** Puts what kafkajs or a broker said into a sentence for people. */
export function toFailure(error: unknown, context: FailureContext): Failure {
  if (error instanceof Failure) return error;
  const code = codeOf(error);
  if (code !== undefined && isDenied(code)) return denied(code, context, error);
  if (code !== undefined) return refused(error, isLasting(code), context);
  if (isLoginError(error)) {
    const message = `Kafka at ${context.brokers} does not let this program log in: ${messageOf(error)}. No vote can be read or written. ${wrongLogin}`;
    return new Failure('log-access-denied', message, { cause: error });
  }
  return unreachable(error, context);
}

function isDenied(code: number): boolean {
  return code === kafkaCodes.topicDenied || code === kafkaCodes.groupDenied || code === kafkaCodes.clusterDenied;
}

function denied(code: number, { brokers, about }: FailureContext, cause: unknown): Failure {
  const what =
    code === kafkaCodes.groupDenied ? 'consumer group' : code === kafkaCodes.clusterDenied ? 'cluster; needed for topic' : 'topic';
  const message = `Kafka at ${brokers} does not grant this program's user the right to ${about?.right ?? 'use'} (${what} ${about?.name ?? 'unknown'}). Votes there are neither read nor written. Grant it with kafka-acls, or change "Kafka user name" in the settings.`;
  return new Failure('log-access-denied', message, { cause });
}

function refused(error: unknown, lasting: boolean, { brokers }: FailureContext): Failure {
  const message = lasting
    ? `Kafka at ${brokers} refuses: ${messageOf(error)}. It is not known to be recorded, and sending it again does not help. Look into the log of the brokers.`
    : `Kafka at ${brokers} cannot do it at the moment: ${messageOf(error)}. Nothing recorded is lost; it goes on when the brokers are well again.`;
  return new Failure('log-unavailable', message, lasting ? { cause: error } : { retriable: true, retryAfterSeconds: 2, cause: error });
}

function isLoginError(error: unknown): boolean {
  return error instanceof Error && (error.name === 'KafkaJSSASLAuthenticationError' || /SASL|authentication failed/i.test(error.message));
}

function unreachable(error: unknown, { brokers }: FailureContext): Failure {
  const said = messageOf(error).replace(/\.$/, '');
  const message = `Kafka at ${brokers} cannot be reached: ${said}. Votes are not recorded meanwhile, none that was recorded is lost. ${adviceFor(said)}`;
  return new Failure('log-unavailable', message, { retriable: true, retryAfterSeconds: 2, cause: error });
}

function adviceFor(said: string): string {
  if (/certificate|self.signed|altname/i.test(said)) return 'Check "CA file" and "Server name" in the settings of Kafka.';
  if (/closed|wrong version|TLS|SSL|EPROTO|ECONNRESET/i.test(said))
    return 'If it lasts, check whether these brokers want "Encrypted (TLS)" or "Sign-in (SASL)", and set it in the settings of Kafka.';
  return 'Check "Brokers" in the settings of Kafka, and that these brokers run.';
}
