// A Kafka broker that is its own controller (KRaft); three of them form a quorum.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from '../run.mjs';
import { serverProperties } from './kafka-properties.mjs';
import { ClusterProblem } from './problem.mjs';
import { usersOf } from './users.mjs';

/** @typedef {import('./state-file.mjs').ClusterState} ClusterState @typedef {import('./state-file.mjs').Program} Program */
/**
 * @typedef {object} Setting
 * @property {ClusterState} state
 * @property {Program} program
 * @property {string} folder the program's own
 * @property {string} libraries folder of its jars
 * @property {string} java
 */
/** @typedef {{ readonly command: string, readonly args: readonly string[] }} Command */

// Kafka 3 logs through reload4j, Kafka 4 through Log4j 2: each reads its own file.
const log4j1 = `log4j.rootLogger=INFO, out
log4j.appender.out=org.apache.log4j.ConsoleAppender
log4j.appender.out.layout=org.apache.log4j.PatternLayout
log4j.appender.out.layout.ConversionPattern=%-5p %d{HH:mm:ss.SSS} %c{1} %m%n
`;
const log4j2 = `appender.out.type=Console
appender.out.name=out
appender.out.layout.type=PatternLayout
appender.out.layout.pattern=%-5p %d{HH:mm:ss.SSS} %c{1} %m%n
rootLogger.level=INFO
rootLogger.appenderRef.out.ref=out
`;

/** Writes what the broker reads and formats its storage once. @param {Setting} setting @returns {Promise<Command>} */
export async function prepareKafka({ state, program, folder, libraries, java }) {
  mkdirSync(folder, { recursive: true });
  const properties = join(folder, 'server.properties');
  const files = { 'server.properties': serverProperties(state, program, join(folder, 'data')), 'log4j.properties': log4j1 };
  for (const [name, text] of Object.entries({ ...files, 'log4j2.properties': log4j2 })) {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
  }
  const classPath = ['-cp', [folder, join(libraries, '*')].join(delimiter)];
  if (!existsSync(join(folder, 'data/meta.properties'))) {
    const users = usersOf(state).flatMap(({ name, password }) =>
      ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap((mechanism) => ['--add-scram', `${mechanism}=[name=${name},password=${password}]`]),
    );
    const format = ['kafka.tools.StorageTool', 'format', '-t', state.kafkaClusterId, '-c', properties, ...users];
    const { code, output } = await run(java, [...classPath, ...format], { capture: true });
    if (code !== 0) throw new ClusterProblem(`The storage of ${program.name} could not be formatted:\n${output.trim()}`);
  }
  const heap = state.brokers === 1 ? '512m' : '384m';
  const memory = [`-Xms${heap}`, `-Xmx${heap}`, '-XX:+UseG1GC'];
  return { command: java, args: [...memory, ...classPath, 'kafka.Kafka', properties] };
}
