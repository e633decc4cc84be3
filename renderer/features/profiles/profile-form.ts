import type { ProfileList } from '../../../core/contract/bridge.ts';
import type { consistencies } from '../../../core/domain/cluster-settings.ts';
import { saslMechanisms } from '../../../core/domain/cluster-settings.ts';
import type { ProfileKind, SecretName } from '../../../core/domain/profile.ts';

export type ProfileEntry = ProfileList['profiles'][number];

/** A secret while the form is open: what is stored is never here, only what is to become of it. */
export interface SecretField {
  readonly isStored: boolean;
  readonly intent: 'keep' | 'change' | 'remove';
  readonly value: string;
}

export const saslChoices = ['none', ...saslMechanisms] as const;

/** Every field of every kind as text, so that nothing written is lost when the kind changes. */
export interface ProfileForm {
  readonly id: string;
  readonly kind: ProfileKind;
  readonly name: string;
  /** One address a line, or with commas between. */
  readonly brokers: string;
  readonly topicPrefix: string;
  readonly kafkaTls: boolean;
  readonly kafkaCaFile: string;
  readonly kafkaServerName: string;
  readonly sasl: (typeof saslChoices)[number];
  readonly kafkaUser: string;
  readonly contactPoints: string;
  readonly port: string;
  readonly dataCenter: string;
  readonly keyspace: string;
  readonly cassandraUser: string;
  readonly cassandraTls: boolean;
  readonly cassandraCaFile: string;
  readonly cassandraServerName: string;
  readonly consistency: (typeof consistencies)[number];
  readonly authorApi: string;
  readonly joinUrl: string;
  readonly serverUrl: string;
  readonly serverCaFile: string;
  readonly secrets: Readonly<Record<SecretName, SecretField>>;
}

export function emptyForm(id: string, kind: ProfileKind): ProfileForm {
  return {
    id,
    kind,
    name: '',
    brokers: '',
    topicPrefix: 'kpoll.',
    kafkaTls: false,
    kafkaCaFile: '',
    kafkaServerName: '',
    sasl: 'none',
    kafkaUser: '',
    contactPoints: '',
    port: '9042',
    dataCenter: '',
    keyspace: 'kpoll',
    cassandraUser: '',
    cassandraTls: false,
    cassandraCaFile: '',
    cassandraServerName: '',
    consistency: 'LOCAL_QUORUM',
    authorApi: '',
    joinUrl: '',
    serverUrl: '',
    serverCaFile: '',
    secrets: secretFields([]),
  };
}

function secretFields(stored: readonly SecretName[]): ProfileForm['secrets'] {
  const field = (name: SecretName): SecretField => ({ isStored: stored.includes(name), intent: 'keep', value: '' });
  return {
    kafkaPassword: field('kafkaPassword'),
    cassandraPassword: field('cassandraPassword'),
    authorToken: field('authorToken'),
    serverToken: field('serverToken'),
  };
}

/** What the form starts from. */
export function formOf({ profile, secrets }: ProfileEntry): ProfileForm {
  const empty = { ...emptyForm(profile.id, profile.kind), name: profile.name, secrets: secretFields(secrets) };
  switch (profile.kind) {
    case 'this-computer':
      return empty;
    case 'kpoll-server':
      return { ...empty, serverUrl: profile.url, serverCaFile: profile.caFile ?? '' };
    case 'cluster':
      return {
        ...empty,
        ...kafkaFields(profile.kafka),
        ...cassandraFields(profile.cassandra),
        authorApi: profile.authorApi,
        joinUrl: profile.joinUrl,
      };
  }
}

type ClusterView = Extract<ProfileEntry['profile'], { kind: 'cluster' }>;

function kafkaFields({ brokers, topicPrefix, tls, sasl }: ClusterView['kafka']) {
  return {
    brokers: brokers.join('\n'),
    topicPrefix,
    kafkaTls: tls !== null,
    kafkaCaFile: tls?.caFile ?? '',
    kafkaServerName: tls?.serverName ?? '',
    sasl: sasl?.mechanism ?? 'none',
    kafkaUser: sasl?.username ?? '',
  } as const;
}

function cassandraFields({ contactPoints, port, localDataCenter, keyspace, username, tls, consistency }: ClusterView['cassandra']) {
  return {
    contactPoints: contactPoints.join('\n'),
    port: String(port),
    dataCenter: localDataCenter,
    keyspace,
    cassandraUser: username ?? '',
    cassandraTls: tls !== null,
    cassandraCaFile: tls?.caFile ?? '',
    cassandraServerName: tls?.serverName ?? '',
    consistency,
  };
}

/** A copy to be saved under an id of its own. Secrets cannot be read, so they do not come with it. */
export function duplicateForm(form: ProfileForm, id: string): ProfileForm {
  return { ...form, id, name: `${form.name} (copy)`.slice(0, 80), secrets: secretFields([]) };
}
