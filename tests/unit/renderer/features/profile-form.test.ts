import { describe, expect, it } from 'vitest';
import { profileSchema } from '../../../../core/domain/profile.ts';
import type { Profile } from '../../../../core/domain/profile.ts';
import { addressesOf } from '../../../../renderer/features/profiles/profile-candidate.ts';
import { checkForm } from '../../../../renderer/features/profiles/profile-errors.ts';
import { duplicateForm, emptyForm, formOf } from '../../../../renderer/features/profiles/profile-form.ts';
import { hasNewSecrets, secretsOf, withSecret } from '../../../../renderer/features/profiles/profile-secrets.ts';

const cluster: Profile = {
  id: 'c',
  name: 'Hall',
  kind: 'cluster',
  kafka: {
    brokers: ['k1:9093', '[::1]:9093'],
    topicPrefix: 'hall.',
    tls: { caFile: '/ca.pem', serverName: 'kafka' },
    sasl: { mechanism: 'scram-sha-256', username: 'ada' },
  },
  cassandra: {
    contactPoints: ['c1', '10.0.0.2'],
    port: 9142,
    localDataCenter: 'dc1',
    keyspace: 'polls',
    username: 'ada',
    tls: {},
    consistency: 'QUORUM',
  },
  authorApi: 'https://vote.example.org',
  joinUrl: 'https://join.example.org',
};

const server: Profile = { id: 's', name: 'Office', kind: 'kpoll-server', url: 'https://kpoll.example.org', caFile: '/ca.pem' };

describe('the form of a profile', () => {
  it.each([cluster, server])('gives back the $kind profile it was made from', (profile) => {
    const { input } = checkForm(formOf({ profile, secrets: [] }));
    expect(input).toEqual({ profile, secrets: {} });
  });

  it('leaves out what is empty, and takes what the schema has for it', () => {
    const plain = {
      ...formOf({ profile: cluster, secrets: [] }),
      kafkaTls: false,
      sasl: 'none',
      cassandraTls: false,
      cassandraUser: ' ',
    } as const;
    expect(checkForm(plain).input?.profile).toMatchObject({ kafka: { tls: null, sasl: null }, cassandra: { tls: null, username: null } });
    const bare = checkForm({ ...formOf({ profile: server, secrets: [] }), serverCaFile: '' }).input?.profile;
    expect(profileSchema.parse(bare)).not.toHaveProperty('caFile');
  });

  it('takes addresses by line, comma or blank', () => {
    expect(addressesOf(' a:1, b:2\nc:3;d:4 \n\n')).toEqual(['a:1', 'b:2', 'c:3', 'd:4']);
  });

  it('says every error at once, each at its field', () => {
    const { errors } = checkForm(emptyForm('n', 'cluster'));
    expect(Object.keys(errors ?? {}).sort()).toEqual(['authorApi', 'brokers', 'contactPoints', 'dataCenter', 'joinUrl', 'name']);
    expect(Object.keys(checkForm(emptyForm('n', 'kpoll-server')).errors ?? {}).sort()).toEqual(['name', 'serverUrl']);
  });

  it('names the address that is wrong, and does not speak like a schema', () => {
    const form = { ...formOf({ profile: cluster, secrets: [] }), brokers: 'k1:9092, k2', port: 'x', keyspace: 'No', kafkaUser: ' ' };
    const { errors } = checkForm(form);
    expect(errors?.brokers).toBe('“k2” is not host:port, for example kafka1.example.org:9092.');
    expect(errors?.port).toBe('A port is a whole number from 1 to 65535.');
    expect(errors?.keyspace).toMatch(/^Begin with a small letter/);
    expect(errors?.kafkaUser).toBe('Give the user name that Kafka knows you by.');
    expect(checkForm({ ...form, port: '70000' }).errors?.port).toBeDefined();
    expect(checkForm({ ...form, port: ' ' }).errors?.port).toBe('Give the port; Cassandra’s own is 9042.');
  });

  it('asks for the user name that goes with a Cassandra password', () => {
    const form = withSecret({ ...formOf({ profile: cluster, secrets: [] }), cassandraUser: '' }, 'cassandraPassword', {
      intent: 'change',
      value: 'p',
    });
    expect(checkForm(form).errors).toEqual({ cassandraUser: 'A password needs the user name that goes with it.' });
  });
});

describe('secrets of a profile', () => {
  const stored = formOf({ profile: cluster, secrets: ['kafkaPassword', 'cassandraPassword', 'authorToken'] });

  it('stay as they are unless they are changed or removed', () => {
    expect(secretsOf(stored)).toEqual({});
    const changed = withSecret(withSecret(stored, 'kafkaPassword', { intent: 'change', value: 'new' }), 'authorToken', {
      intent: 'remove',
    });
    expect(secretsOf(changed)).toEqual({ kafkaPassword: 'new', authorToken: null });
    expect(secretsOf(withSecret(stored, 'authorToken', { intent: 'change', value: '' }))).toEqual({});
  });

  it('are removed where the form has no use for them any more', () => {
    expect(secretsOf({ ...stored, sasl: 'none' })).toEqual({ kafkaPassword: null });
  });

  it('never come with a copy', () => {
    const copy = duplicateForm(withSecret(stored, 'authorToken', { intent: 'change', value: 'new' }), 'other');
    expect(copy).toMatchObject({ id: 'other', name: 'Hall (copy)' });
    expect(secretsOf(copy)).toEqual({});
    expect(Object.values(copy.secrets).some(({ isStored }) => isStored)).toBe(false);
  });

  it('count as new only when there is something to write down', () => {
    expect(hasNewSecrets(withSecret(stored, 'authorToken', { intent: 'remove' }))).toBe(false);
    expect(hasNewSecrets(withSecret(stored, 'authorToken', { intent: 'change', value: 'x' }))).toBe(true);
  });
});
