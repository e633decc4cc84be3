import { portsFrom } from './ports.mjs';
import { usersOf } from './users.mjs';

/** @typedef {import('./state-file.mjs').ClusterState} ClusterState @typedef {import('./state-file.mjs').Program} Program */

const plainLogin = 'org.apache.kafka.common.security.plain.PlainLoginModule';
const scramLogin = 'org.apache.kafka.common.security.scram.ScramLoginModule';

/** A broker that is killed is missed after three seconds; Kafka's own nine are for networks. A single one has nobody to follow it. */
const quickSuccession = { 'broker.session.timeout.ms': 3_000, 'broker.heartbeat.interval.ms': 500 };

/**
 * The settings of one broker. A small machine runs three, so pools and buffers are small.
 * @param {ClusterState} state
 * @param {Program} program
 * @param {string} logFolder
 */
export function serverProperties(state, program, logFolder) {
  const ports = portsFrom(state.portBase);
  const numbers = Array.from({ length: state.brokers }, (_, index) => index + 1);
  const copies = state.brokers;
  const proxied = state.proxied === true ? proxiedListener(ports, program) : { listeners: [], advertised: [] };
  const mustHold = state.brokers === 1 ? 1 : 2;
  /** @type {Record<string, string | number | boolean>} */
  const settings = {
    'process.roles': 'broker,controller',
    'node.id': program.number,
    'controller.quorum.voters': numbers.map((number) => `${number}@127.0.0.1:${ports.controller(number)}`).join(','),
    listeners: [`CLIENT://${program.address}`, ...proxied.listeners, `CONTROLLER://127.0.0.1:${ports.controller(program.number)}`].join(
      ',',
    ),
    'advertised.listeners': [`CLIENT://${program.address}`, ...proxied.advertised].join(','),
    'inter.broker.listener.name': 'CLIENT',
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': ['CLIENT', ...(state.proxied === true ? ['PROXIED'] : []), 'CONTROLLER']
      .map((name) => `${name}:${state.secured ? 'SASL_PLAINTEXT' : 'PLAINTEXT'}`)
      .join(','),
    'log.dirs': logFolder,
    'default.replication.factor': copies,
    'min.insync.replicas': mustHold,
    'offsets.topic.replication.factor': copies,
    'offsets.topic.num.partitions': 4,
    'transaction.state.log.replication.factor': copies,
    'transaction.state.log.min.isr': mustHold,
    'transaction.state.log.num.partitions': 4,
    'share.coordinator.state.topic.replication.factor': copies,
    'share.coordinator.state.topic.min.isr': mustHold,
    'share.coordinator.state.topic.num.partitions': 4,
    'group.initial.rebalance.delay.ms': 0,
    'auto.create.topics.enable': false,
    'num.network.threads': 2,
    'num.io.threads': 4,
    'log.cleaner.dedupe.buffer.size': 16 * 1024 * 1024,
    ...(state.brokers > 1 ? quickSuccession : {}),
    ...(state.secured ? securitySettings(state) : {}),
  };
  return `${Object.entries(settings)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n')}\n`;
}

/** Clients that come in here are sent to the proxy's address, which whoever asked for this listens on. @param {ReturnType<typeof portsFrom>} ports @param {Program} program */
function proxiedListener(ports, { number }) {
  const at = (/** @type {number} */ port) => [`PROXIED://127.0.0.${number}:${port}`];
  return { listeners: at(ports.behindProxy), advertised: at(ports.proxy) };
}

/** Users log in with a password; who is not named in an access rule may do nothing. @param {ClusterState} state */
function securitySettings(state) {
  const users = usersOf(state);
  const admin = users.find(({ role }) => role === 'admin');
  const self = `username="${admin?.name}" password="${admin?.password}"`;
  const known = users.map(({ name, password }) => `user_${name}="${password}"`).join(' ');
  return {
    'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
    'sasl.mechanism.inter.broker.protocol': 'PLAIN',
    'sasl.mechanism.controller.protocol': 'PLAIN',
    'listener.name.client.plain.sasl.jaas.config': `${plainLogin} required ${self} ${known};`,
    'listener.name.client.scram-sha-256.sasl.jaas.config': `${scramLogin} required;`,
    'listener.name.client.scram-sha-512.sasl.jaas.config': `${scramLogin} required;`,
    'listener.name.controller.sasl.enabled.mechanisms': 'PLAIN',
    'listener.name.controller.plain.sasl.jaas.config': `${plainLogin} required ${self} ${known};`,
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'allow.everyone.if.no.acl.found': false,
    'super.users': `User:${admin?.name}`,
  };
}
