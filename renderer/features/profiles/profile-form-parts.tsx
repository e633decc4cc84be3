import { consistencies } from '../../../core/domain/cluster-settings.ts';
import { useShared } from '../../state/use-stores.ts';
import { Field, Select } from '../../ui/field.tsx';
import { Fold } from '../../ui/fold.tsx';
import type { FormPartProps } from './profile-fields.tsx';
import { FormPart, SecretInput, TextField, TlsFields } from './profile-fields.tsx';
import { saslChoices } from './profile-form.ts';

const saslWords = { none: 'No sign-in', plain: 'PLAIN', 'scram-sha-256': 'SCRAM-SHA-256', 'scram-sha-512': 'SCRAM-SHA-512' } as const;

/** What a kind of profile has to be told. */
export function ProfileFormParts(part: FormPartProps) {
  switch (part.form.kind) {
    case 'this-computer':
      return <ThisComputerPart />;
    case 'cluster':
      return (
        <>
          <KafkaPart {...part} />
          <CassandraPart {...part} />
          <PeoplePart {...part} />
        </>
      );
    case 'kpoll-server':
      return <ServerPart {...part} />;
  }
}

function ThisComputerPart() {
  const folder = useShared('app', (state) => (state.info?.profileKind === 'this-computer' ? state.info.dataFolder : undefined));
  return (
    <div className="profile-nothing">
      <p>Polls are run on this computer, and votes are kept here. There is nothing to set.</p>
      <p>
        When one computer is not enough, make a new profile: for a cluster of Kafka and Cassandra, or for another Kpoll that reaches one.
      </p>
      {folder !== undefined && folder !== '' && (
        <dl className="facts">
          <dt>Data folder</dt>
          <dd>{folder}</dd>
        </dl>
      )}
    </div>
  );
}

function KafkaPart(part: FormPartProps) {
  const { form, errors, onChange } = part;
  return (
    <FormPart title="Kafka" note="Where votes and results are logged.">
      <div className="profile-wide">
        <TextField {...part} name="brokers" label="Brokers" lines={3} hint="host:port, one a line or with commas. A few are enough." />
      </div>
      <Field label="Sign-in (SASL)">
        {(ids) => (
          <Select
            {...ids}
            value={form.sasl}
            onChange={(event) => onChange({ ...form, sasl: saslChoices.find((choice) => choice === event.target.value) ?? 'none' })}
          >
            {saslChoices.map((choice) => (
              <option key={choice} value={choice}>
                {saslWords[choice]}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {form.sasl !== 'none' && (
        <>
          <TextField {...part} name="kafkaUser" label="Kafka user name" />
          <SecretInput form={form} onChange={onChange} name="kafkaPassword" label="Kafka password" />
        </>
      )}
      <TlsFields {...part} of="kafka" />
      <div className="profile-wide">
        <Fold summary="More about Kafka" isNeeded={errors.topicPrefix !== undefined}>
          <div className="profile-grid">
            <TextField
              {...part}
              name="topicPrefix"
              label="Topic prefix"
              hint="As the ingest servers have it; kpoll. unless they were told otherwise."
            />
          </div>
        </Fold>
      </div>
    </FormPart>
  );
}

function CassandraPart(part: FormPartProps) {
  const { form, errors, onChange } = part;
  return (
    <FormPart title="Cassandra" note="Where polls, timelines and ballots can be read again later.">
      <div className="profile-wide">
        <TextField {...part} name="contactPoints" label="Contact points" lines={2} hint="Host names or addresses, without a port." />
      </div>
      <TextField {...part} name="dataCenter" label="Data center" placeholder="dc1" />
      <TextField {...part} name="port" label="Port" />
      <TextField {...part} name="cassandraUser" label="Cassandra user name" hint="Empty: no sign-in." />
      <SecretInput form={form} onChange={onChange} name="cassandraPassword" label="Cassandra password" />
      <TlsFields {...part} of="cassandra" />
      <div className="profile-wide">
        <Fold summary="More about Cassandra" isNeeded={errors.keyspace !== undefined}>
          <div className="profile-grid">
            <TextField {...part} name="keyspace" label="Keyspace" />
            <Field label="Consistency">
              {(ids) => (
                <Select
                  {...ids}
                  value={form.consistency}
                  onChange={(event) =>
                    onChange({ ...form, consistency: consistencies.find((level) => level === event.target.value) ?? 'LOCAL_QUORUM' })
                  }
                >
                  {consistencies.map((level) => (
                    <option key={level}>{level}</option>
                  ))}
                </Select>
              )}
            </Field>
          </div>
        </Fold>
      </div>
    </FormPart>
  );
}

function PeoplePart(part: FormPartProps) {
  const { form, onChange } = part;
  return (
    <FormPart title="Author API and phones" note="Where this window sends its commands, and what participants open.">
      <TextField
        {...part}
        name="authorApi"
        label="Author API address"
        placeholder="https://vote.example.org"
        hint="An ingest server, or the load balancer before them."
      />
      <SecretInput form={form} onChange={onChange} name="authorToken" label="Author token" />
      <TextField {...part} name="joinUrl" label="Join address" placeholder="https://vote.example.org" hint="The QR code leads there." />
    </FormPart>
  );
}

function ServerPart(part: FormPartProps) {
  const { form, onChange } = part;
  return (
    <FormPart title="Kpoll server" note="Another Kpoll that speaks to the cluster for you, where your network cannot reach it.">
      <TextField
        {...part}
        name="serverUrl"
        label="Address"
        placeholder="https://kpoll.example.org"
        hint="Beyond this computer only https."
      />
      <SecretInput form={form} onChange={onChange} name="serverToken" label="Token" />
      <TextField {...part} name="serverCaFile" label="CA file" hint="Path of a PEM file. Empty: authorities the system trusts." />
    </FormPart>
  );
}
