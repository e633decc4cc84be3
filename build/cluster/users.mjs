/** @typedef {'admin' | 'ingest' | 'desktop' | 'outsider'} UserRole */
/**
 * @typedef {object} ClusterUser the same name and password on Kafka and on Cassandra
 * @property {UserRole} role admin: everything; ingest, desktop: what docs/operations.md grants them; outsider: may log in, has no right
 * @property {string} name
 * @property {string} password
 */

/** @type {readonly UserRole[]} */
const roles = ['admin', 'ingest', 'desktop', 'outsider'];

/**
 * Who may log in to a secured cluster; nobody has to on another. Made for tests on loopback: the passwords are no secrets.
 * @param {{ secured: boolean }} state
 * @returns {readonly ClusterUser[]}
 */
export function usersOf({ secured }) {
  return secured ? roles.map((role) => ({ role, name: `kpoll_${role}`, password: `${role}-password` })) : [];
}
