import type { ProfileInput } from '../../../core/contract/bridge.ts';
import { profileSchema } from '../../../core/domain/profile.ts';
import { addressesOf, candidateOf } from './profile-candidate.ts';
import type { ProfileForm } from './profile-form.ts';
import { secretsOf } from './profile-secrets.ts';

export type FieldName = Exclude<keyof ProfileForm, 'id' | 'kind' | 'secrets' | 'kafkaTls' | 'cassandraTls' | 'sasl' | 'consistency'>;
export type FieldErrors = Readonly<Partial<Record<FieldName, string>>>;

export type CheckedForm = { readonly input: ProfileInput; readonly errors: null } | { readonly input: null; readonly errors: FieldErrors };

/** Where a part of the schema stands in the form. */
const fieldsByPath: Readonly<Record<string, FieldName>> = {
  name: 'name',
  'kafka.brokers': 'brokers',
  'kafka.topicPrefix': 'topicPrefix',
  'kafka.tls.caFile': 'kafkaCaFile',
  'kafka.tls.serverName': 'kafkaServerName',
  'kafka.sasl.username': 'kafkaUser',
  'cassandra.contactPoints': 'contactPoints',
  'cassandra.port': 'port',
  'cassandra.localDataCenter': 'dataCenter',
  'cassandra.keyspace': 'keyspace',
  'cassandra.username': 'cassandraUser',
  'cassandra.tls.caFile': 'cassandraCaFile',
  'cassandra.tls.serverName': 'cassandraServerName',
  authorApi: 'authorApi',
  joinUrl: 'joinUrl',
  url: 'serverUrl',
  caFile: 'serverCaFile',
};

/** What to say of a field that is empty, and of one that cannot be what it says. */
const words: Readonly<Record<FieldName, { readonly empty: string; readonly wrong: string }>> = {
  name: { empty: 'Give the profile a name.', wrong: 'A name may have 80 characters at most.' },
  brokers: {
    empty: 'Name at least one broker, for example kafka1.example.org:9092.',
    wrong: 'is not host:port, for example kafka1.example.org:9092.',
  },
  topicPrefix: { empty: '', wrong: 'Use letters, digits, dots, dashes and underscores only, 100 at most.' },
  kafkaCaFile: { empty: '', wrong: 'Give the path of a file.' },
  kafkaServerName: { empty: '', wrong: 'Give a host name.' },
  kafkaUser: { empty: 'Give the user name that Kafka knows you by.', wrong: 'Give the user name that Kafka knows you by.' },
  contactPoints: {
    empty: 'Name at least one node, for example cassandra1.example.org.',
    wrong: 'is not a host name or an address. The port has its own field.',
  },
  port: { empty: 'Give the port; Cassandra’s own is 9042.', wrong: 'A port is a whole number from 1 to 65535.' },
  dataCenter: { empty: 'Give the data center’s name, as “nodetool status” shows it.', wrong: 'Give the data center’s name.' },
  keyspace: {
    empty: 'Give the keyspace; Kpoll’s own is “kpoll”.',
    wrong: 'Begin with a small letter, then letters, digits and underscores, 48 at most.',
  },
  cassandraUser: { empty: 'A password needs the user name that goes with it.', wrong: 'A password needs the user name that goes with it.' },
  cassandraCaFile: { empty: '', wrong: 'Give the path of a file.' },
  cassandraServerName: { empty: '', wrong: 'Give a host name.' },
  authorApi: {
    empty: 'Give the address of an ingest server, for example https://vote.example.org.',
    wrong: 'This is not a web address, for example https://vote.example.org.',
  },
  joinUrl: {
    empty: 'Give the address that phones open, for example https://vote.example.org.',
    wrong: 'This is not a web address, for example https://vote.example.org.',
  },
  serverUrl: {
    empty: 'Give the server’s address, for example https://kpoll.example.org.',
    wrong: 'This is not a web address, for example https://kpoll.example.org.',
  },
  serverCaFile: { empty: '', wrong: 'Give the path of a file.' },
};

/** Checks the form by the profile's own schema: what can be sent, or every error at once, each by its field. */
export function checkForm(form: ProfileForm): CheckedForm {
  const parsed = profileSchema.safeParse(candidateOf(form));
  const errors: Partial<Record<FieldName, string>> = {};
  const secrets = secretsOf(form);
  if (form.kind === 'cluster' && form.cassandraUser.trim() === '' && typeof secrets.cassandraPassword === 'string')
    errors.cassandraUser = words.cassandraUser.empty;
  for (const { path } of parsed.error?.issues ?? []) {
    const field = fieldOf(path);
    errors[field] ??= sentenceFor(form, field, path);
  }
  if (parsed.success && Object.keys(errors).length === 0) return { input: { profile: parsed.data, secrets }, errors: null };
  return { input: null, errors };
}

function fieldOf(path: readonly PropertyKey[]): FieldName {
  const field = fieldsByPath[path.filter((part) => typeof part === 'string').join('.')];
  if (field === undefined) throw new Error(`the form has no field for ${path.join('.')}`);
  return field;
}

function sentenceFor(form: ProfileForm, field: FieldName, path: readonly PropertyKey[]): string {
  const { empty, wrong } = words[field];
  if (form[field].trim() === '' && empty !== '') return empty;
  const at = path.find((part) => typeof part === 'number');
  return at === undefined ? wrong : `“${addressesOf(form[field])[at] ?? ''}” ${wrong}`;
}
