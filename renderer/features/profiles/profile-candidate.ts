import type { ProfileForm } from './profile-form.ts';

/** Lines, commas, semicolons and blanks all part addresses. */
export function addressesOf(text: string): string[] {
  return text.split(/[\s,;]+/).filter((address) => address !== '');
}

/** What the form says, unchecked, in the shape of a profile. */
export function candidateOf(form: ProfileForm): Readonly<Record<string, unknown>> {
  const common = { id: form.id, kind: form.kind, name: form.name.trim() };
  switch (form.kind) {
    case 'this-computer':
      return common;
    case 'kpoll-server':
      return { ...common, url: form.serverUrl.trim(), ...filled('caFile', form.serverCaFile) };
    case 'cluster':
      return {
        ...common,
        kafka: kafkaOf(form),
        cassandra: cassandraOf(form),
        authorApi: form.authorApi.trim(),
        joinUrl: form.joinUrl.trim(),
      };
  }
}

function kafkaOf(form: ProfileForm) {
  return {
    brokers: addressesOf(form.brokers),
    topicPrefix: form.topicPrefix.trim(),
    tls: form.kafkaTls ? tlsOf(form.kafkaCaFile, form.kafkaServerName) : null,
    sasl: form.sasl === 'none' ? null : { mechanism: form.sasl, username: form.kafkaUser.trim() },
  };
}

function cassandraOf(form: ProfileForm) {
  const username = form.cassandraUser.trim();
  return {
    contactPoints: addressesOf(form.contactPoints),
    port: form.port.trim() === '' ? Number.NaN : Number(form.port),
    localDataCenter: form.dataCenter.trim(),
    keyspace: form.keyspace.trim(),
    username: username === '' ? null : username,
    tls: form.cassandraTls ? tlsOf(form.cassandraCaFile, form.cassandraServerName) : null,
    consistency: form.consistency,
  };
}

function tlsOf(caFile: string, serverName: string) {
  return { ...filled('caFile', caFile), ...filled('serverName', serverName) };
}

function filled<K extends string>(key: K, text: string): Partial<Record<K, string>> {
  const value = text.trim();
  return value === '' ? {} : ({ [key]: value } as Record<K, string>);
}
