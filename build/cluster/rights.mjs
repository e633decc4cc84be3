// What each user of a secured cluster may do: as docs/operations.md grants it, for every topic and keyspace a test may make.
import { usersOf } from './users.mjs';

/** @typedef {{ brokers: string[], contactPoints: string[], cassandraPort: number, dataCenter: string }} Addresses */

/** Topics and consumer groups of Kpoll begin with this. */
const prefix = 'kpoll';

/** @typedef {'ingest' | 'desktop'} Granted */
/** @type {Record<Granted, { topics: readonly string[], groups: readonly string[], cluster: readonly string[] }>} */
const kafkaRights = {
  ingest: { topics: ['CREATE', 'DESCRIBE', 'DESCRIBE_CONFIGS', 'READ', 'WRITE'], groups: ['READ', 'DESCRIBE'], cluster: [] },
  // Of the cluster: which broker is the controller.
  desktop: { topics: ['DESCRIBE', 'DESCRIBE_CONFIGS', 'READ'], groups: [], cluster: ['DESCRIBE'] },
};
/** Kafka's name for the one cluster there is. */
const theCluster = 'kafka-cluster';
/** @type {Record<Granted, readonly string[]>} */
const cassandraRights = { ingest: ['CREATE', 'ALTER', 'SELECT', 'MODIFY'], desktop: ['SELECT'] };

/** @param {string} role @returns {role is Granted} */
const isGranted = (role) => role in kafkaRights;

/** May be done again: what is there stays. @param {Addresses & { secured: boolean }} cluster */
export async function giveRights(cluster) {
  if (!cluster.secured) return;
  await giveKafkaRights(cluster);
  await giveCassandraRights(cluster);
}

/** @param {Addresses} cluster */
async function giveKafkaRights({ brokers }) {
  const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, Kafka, ResourcePatternTypes, logLevel } = await import('kafkajs').then(
    (module) => module.default,
  );
  const [{ name, password } = { name: '', password: '' }] = usersOf({ secured: true });
  const sasl = { mechanism: /** @type {const} */ ('plain'), username: name, password };
  const admin = new Kafka({ clientId: 'kpoll-local-cluster', brokers, sasl, ssl: false, logLevel: logLevel.NOTHING }).admin();
  /** @param {string} user @param {number} resourceType @param {readonly string[]} operations */
  const rules = (user, resourceType, operations) =>
    operations.map((operation) => ({
      resourceType,
      ...(resourceType === AclResourceTypes.CLUSTER
        ? { resourceName: theCluster, resourcePatternType: ResourcePatternTypes.LITERAL }
        : { resourceName: prefix, resourcePatternType: ResourcePatternTypes.PREFIXED }),
      principal: `User:${user}`,
      host: '*',
      operation: AclOperationTypes[/** @type {keyof typeof AclOperationTypes} */ (operation)],
      permissionType: AclPermissionTypes.ALLOW,
    }));
  await admin.connect();
  try {
    const acl = usersOf({ secured: true }).flatMap((user) => {
      if (!isGranted(user.role)) return [];
      const { topics, groups, cluster } = kafkaRights[user.role];
      return [
        ...rules(user.name, AclResourceTypes.TOPIC, topics),
        ...rules(user.name, AclResourceTypes.GROUP, groups),
        ...rules(user.name, AclResourceTypes.CLUSTER, cluster),
      ];
    });
    await admin.createAcls({ acl });
  } finally {
    await admin.disconnect();
  }
}

/** @param {Addresses} cluster */
async function giveCassandraRights({ contactPoints, cassandraPort, dataCenter }) {
  const { default: driver } = await import('cassandra-driver');
  const client = new driver.Client({
    contactPoints,
    localDataCenter: dataCenter,
    protocolOptions: { port: cassandraPort },
    // The user that a new Cassandra has.
    credentials: { username: 'cassandra', password: 'cassandra' },
  });
  try {
    for (const { role, name, password } of usersOf({ secured: true })) {
      const superuser = role === 'admin';
      await client.execute(`CREATE ROLE IF NOT EXISTS ${name} WITH LOGIN = true AND SUPERUSER = ${superuser} AND PASSWORD = '${password}'`);
      for (const right of isGranted(role) ? cassandraRights[role] : []) await client.execute(`GRANT ${right} ON ALL KEYSPACES TO ${name}`);
    }
  } finally {
    await client.shutdown();
  }
}
