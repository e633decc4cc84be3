// A Cassandra node. Three of them lie on 127.0.0.1 to 127.0.0.3 and share their ports.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { portsFrom } from './ports.mjs';
import { ClusterProblem } from './problem.mjs';

/** @typedef {import('./state-file.mjs').ClusterState} ClusterState @typedef {import('./state-file.mjs').Program} Program */

/** The snitch of a cluster that knows of no places. */
export const dataCenter = 'datacenter1';

/** What Cassandra reaches for in Java 17, by module. */
const exported = {
  'java.base': ['java.lang.ref', 'java.lang.reflect', 'jdk.internal.misc', 'jdk.internal.ref', 'sun.nio.ch'],
  'java.management.rmi': ['com.sun.jmx.remote.internal.rmi'],
  'java.rmi': ['sun.rmi.registry', 'sun.rmi.server'],
  'java.sql': ['java.sql'],
  'jdk.unsupported': ['sun.misc'],
};
const jdkInternal = ['loader', 'math', 'module', 'ref', 'reflect', 'util.jar'].map((name) => `jdk.internal.${name}`);
const javaBase = ['io', 'lang', 'lang.module', 'lang.reflect', 'nio', 'util', 'util.concurrent', 'util.concurrent.atomic'];
const opened = {
  'java.base': [...javaBase.map((name) => `java.${name}`), ...jdkInternal, 'sun.nio.ch'],
  'jdk.management': ['com.sun.management.internal'],
};

/** @param {string} flag @param {Record<string, readonly string[]>} modules */
const doors = (flag, modules) =>
  Object.entries(modules).flatMap(([module, names]) => names.flatMap((name) => [flag, `${module}/${name}=ALL-UNNAMED`]));

/** Tokens that part the ring evenly. @param {number} number @param {number} nodes */
const tokenOf = (number, nodes) => (BigInt(number - 1) * 2n ** 64n) / BigInt(nodes) - 2n ** 63n;

/**
 * JSON is YAML too.
 * @param {ClusterState} state
 * @param {Program} program
 * @param {string} folder
 */
export function cassandraSettings(state, program, folder) {
  const { storage, cassandra } = portsFrom(state.portBase);
  const address = program.address.slice(0, program.address.lastIndexOf(':'));
  const seeds = Array.from({ length: state.nodes }, (_, index) => `127.0.0.${index + 1}:${storage}`).join(',');
  return {
    cluster_name: 'kpoll-local',
    num_tokens: 1,
    initial_token: String(tokenOf(program.number, state.nodes)),
    auto_bootstrap: false,
    partitioner: 'org.apache.cassandra.dht.Murmur3Partitioner',
    endpoint_snitch: 'SimpleSnitch',
    seed_provider: [{ class_name: 'org.apache.cassandra.locator.SimpleSeedProvider', parameters: [{ seeds }] }],
    listen_address: address,
    rpc_address: address,
    storage_port: storage,
    native_transport_port: cassandra,
    data_file_directories: [join(folder, 'data')],
    commitlog_directory: join(folder, 'commitlog'),
    hints_directory: join(folder, 'hints'),
    saved_caches_directory: join(folder, 'saved-caches'),
    cdc_raw_directory: join(folder, 'cdc'),
    // An acknowledged write is on disk: the default (periodic) loses the last ten seconds when a node is killed.
    commitlog_sync: 'group',
    commitlog_sync_group_window: '5ms',
    commitlog_total_space: '512MiB',
    memtable_heap_space: '128MiB',
    memtable_offheap_space: '128MiB',
    key_cache_size: '16MiB',
    auto_snapshot: false,
    ...(state.secured
      ? { authenticator: 'PasswordAuthenticator', authorizer: 'CassandraAuthorizer', role_manager: 'CassandraRoleManager' }
      : {}),
    // A right that is given or taken holds at once.
    ...(state.secured ? { roles_validity: '0ms', permissions_validity: '0ms', credentials_validity: '0ms' } : {}),
  };
}

const logback = `<configuration>
  <appender name="out" class="ch.qos.logback.core.ConsoleAppender"><encoder><pattern>%-5level %date{HH:mm:ss.SSS} %msg%n</pattern></encoder></appender>
  <root level="INFO"><appender-ref ref="out"/></root>
</configuration>
`;

/** @param {string} libraries */
function memoryMeter(libraries) {
  const jar = readdirSync(libraries).find((name) => /^jamm-.*\.jar$/.test(name));
  if (jar === undefined) throw new ClusterProblem(`${libraries} is not whole (no jamm-*.jar in it). Delete it; it is fetched again.`);
  return join(libraries, jar);
}

/** Writes what the node reads. @param {import('./kafka.mjs').Setting} setting @returns {Promise<import('./kafka.mjs').Command>} */
export async function prepareCassandra({ state, program, folder, libraries, java }) {
  mkdirSync(folder, { recursive: true });
  const config = join(folder, 'cassandra.yaml');
  writeFileSync(config, `${JSON.stringify(cassandraSettings(state, program, folder), undefined, 2)}\n`);
  writeFileSync(join(folder, 'logback.xml'), logback);
  const heap = state.nodes === 1 ? '1G' : '768M';
  const properties = {
    'jdk.attach.allowAttachSelf': true,
    'java.security.manager': 'allow',
    'cassandra.config': pathToFileURL(config).href,
    'cassandra.storagedir': folder,
    'cassandra-foreground': 'yes',
    'cassandra.skip_wait_for_gossip_to_settle': 0,
    'cassandra.ring_delay_ms': 0,
    'cassandra.superuser_setup_delay_ms': 0,
    'cassandra.system_auth.default_rf': state.nodes,
  };
  const memory = [`-Xms${heap}`, `-Xmx${heap}`, '-XX:+UseG1GC', `-javaagent:${memoryMeter(libraries)}`];
  const defined = Object.entries(properties).map(([name, value]) => `-D${name}=${value}`);
  const classPath = ['-cp', [folder, join(libraries, '*')].join(delimiter)];
  const open = [...doors('--add-exports', exported), ...doors('--add-opens', opened)];
  return { command: java, args: [...open, ...memory, ...defined, ...classPath, 'org.apache.cassandra.service.CassandraDaemon'] };
}
