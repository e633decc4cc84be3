import { expect, it } from 'vitest';
import { toFailure } from '../../../../engines/kafka/kafka-failures.ts';

const said = (text: string) => toFailure(new Error(text), { brokers: '127.0.0.1:9' }).message;

it.each([
  ['connect ECONNREFUSED 127.0.0.1:9', /Kafka at 127\.0\.0\.1:9 .*"Brokers".*brokers/],
  ['self-signed certificate in certificate chain', /"CA file" and "Server name"/],
  ['read ECONNRESET', /"Encrypted \(TLS\)" or "Sign-in \(SASL\)"/],
  ['SASL SCRAM SHA512 authentication failed', /"Sign-in \(SASL\)", "Kafka user name" and "Kafka password"/],
])('a connection that fails with "%s" leads to the labels of the profile form', (text, sentence) => {
  expect(said(text)).toMatch(sentence);
});
