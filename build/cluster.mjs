// npm run cluster -- up|down|status|kill|restart|pause|resume: see `usage`.
import { isAbsolute, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { clusterStatus, defaultData, restartProgram, startCluster, stopCluster } from './cluster/cluster.mjs';
import { ClusterProblem } from './cluster/problem.mjs';
import { killProgram, signalProgram } from './cluster/programs.mjs';

const usage = `npm run cluster -- COMMAND [NAME] [options]
  up              start Kafka and Cassandra on this computer and wait until they serve
  down            stop them; the data stays
  status          what runs, with process, memory and address
  kill NAME       kill -9 one program (kafka-1 to -3, cassandra-1 to -3)
  restart NAME    stop one program if it runs, start it and wait until it serves
  pause NAME      freeze one program (SIGSTOP)
  resume NAME     let it go on (SIGCONT)

  --data DIR      the cluster's folder (.cache/cluster)
  --brokers 1|3   with up: Kafka brokers (1)
  --nodes 1|3     with up: Cassandra nodes (1)
  --port-base N   with up: use the ten ports from N on; otherwise free ones are chosen, and kept
  --secured       with up: users log in by name and password and have rights
  --kafka VERSION with up: another Kafka than 4.3.1, such as 3.9.2
  --help          show this`;

/** @type {Record<string, { type: 'string' | 'boolean' }>} */
const flags = {
  data: { type: 'string' },
  brokers: { type: 'string' },
  nodes: { type: 'string' },
  'port-base': { type: 'string' },
  secured: { type: 'boolean' },
  kafka: { type: 'string' },
  help: { type: 'boolean' },
};

/** @param {string} message @returns {never} */
function misused(message) {
  console.error(`${message}\n\n${usage}`);
  return process.exit(2);
}

function read() {
  try {
    return parseArgs({ options: flags, args: process.argv.slice(2), allowPositionals: true });
  } catch (error) {
    return misused(error instanceof Error ? error.message : String(error));
  }
}

const { values, positionals } = read();

/** @param {string} name @returns {1 | 3 | undefined} */
function oneOrThree(name) {
  const value = values[name];
  if (value === undefined) return undefined;
  if (value === '1' || value === '3') return value === '1' ? 1 : 3;
  return misused(`--${name} is 1 or 3, not ${value}.`);
}

function portBase() {
  if (values['port-base'] === undefined) return undefined;
  const base = Number(values['port-base']);
  return Number.isInteger(base) && base > 1023 && base < 65_520 ? base : misused('--port-base is a port from 1024 to 65519.');
}

/** @param {string} data */
async function up(data) {
  const given = { brokers: oneOrThree('brokers'), nodes: oneOrThree('nodes'), portBase: portBase() };
  const more = { secured: values['secured'] === true ? true : undefined, kafkaVersion: values['kafka'] };
  const wanted = Object.fromEntries(Object.entries({ ...given, ...more }).filter(([, value]) => value !== undefined));
  const cluster = await startCluster({ data, ...wanted, onProgress: console.log });
  console.log(cluster.wasRunning ? 'The cluster was up already.' : 'The cluster is up.');
  printAddresses(cluster);
}

/** @param {import('./cluster/cluster.mjs').Cluster} cluster */
function printAddresses({ brokers, contactPoints, cassandraPort, dataCenter, users, data }) {
  console.log(`\nKafka      ${brokers.join(',')}`);
  console.log(`Cassandra  ${contactPoints.join(',')} port ${cassandraPort}, data center ${dataCenter}`);
  for (const { name, password } of Object.values(users ?? {})) console.log(`User       ${name} with password ${password}`);
  console.log(`Data       ${data}\n`);
}

/** @param {string} data */
function status(data) {
  for (const { name, state, pid, memoryBytes, address } of clusterStatus(data)) {
    const memory = state === 'down' ? '' : `${Math.round(memoryBytes / 1024 / 1024)} MB`;
    console.log([name.padEnd(12), state.padEnd(7), String(pid ?? '').padStart(8), memory.padStart(9), `  ${address}`].join(' '));
  }
}

/** @type {Record<string, (data: string, name: string) => unknown>} */
const commands = {
  up,
  async down(data) {
    const stopped = await stopCluster(data);
    console.log(stopped.length === 0 ? 'Nothing was running.' : `Stopped ${stopped.join(', ')}. The data stays in ${data}.`);
  },
  status,
  kill: killProgram,
  restart: restartProgram,
  pause: (data, name) => signalProgram(data, name, 'SIGSTOP'),
  resume: (data, name) => signalProgram(data, name, 'SIGCONT'),
};
const ofOneProgram = ['kill', 'restart', 'pause', 'resume'];

async function main() {
  const [command = '', name = '', ...rest] = positionals;
  if (values['help'] === true) return console.log(usage);
  const act = commands[command];
  if (act === undefined) return misused(command === '' ? 'A command is missing.' : `There is no command "${command}".`);
  if (ofOneProgram.includes(command) === (name === '') || rest.length > 0)
    return misused(`${command} ${name === '' ? 'needs a name' : 'takes no more'}.`);
  const data = String(values['data'] ?? defaultData);
  await act(isAbsolute(data) ? data : resolve(process.env.INIT_CWD ?? process.cwd(), data), name);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof ClusterProblem)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
