import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Cluster } from '../../../build/cluster/cluster.mjs';
import { startCluster } from '../../../build/cluster/cluster.mjs';
import { ensureJava } from '../../../build/cluster/java.mjs';
import { ensureLibraries, kafkaVersion } from '../../../build/cluster/libraries.mjs';

const text = readFileSync(join(import.meta.dirname, '../../../docs/operations.md'), 'utf8');
const commands = text.split('\n').filter((line) => /^kafka-\w+\.sh --bootstrap-server \$BROKERS /.test(line));

/** What Kafka's own scripts run. */
const mainClasses: Readonly<Record<string, string>> = {
  'kafka-topics.sh': 'org.apache.kafka.tools.TopicCommand',
  'kafka-configs.sh': 'kafka.admin.ConfigCommand',
  'kafka-acls.sh': 'org.apache.kafka.tools.AclCommand',
};

const folder = mkdtempSync(join(tmpdir(), 'kpoll-operations-'));
let cluster: Cluster;
beforeAll(async () => void (cluster = await startCluster({ temporary: true, secured: true })), 300_000);
afterAll(async () => {
  await cluster.stop();
  rmSync(folder, { recursive: true, force: true });
});

it('docs/operations.md gives commands that Kafka takes', async () => {
  const { users, brokers } = cluster;
  const login = `org.apache.kafka.common.security.plain.PlainLoginModule required username="${users?.admin.name}" password="${users?.admin.password}";`;
  const config = join(folder, 'admin.properties');
  writeFileSync(config, `security.protocol=SASL_PLAINTEXT\nsasl.mechanism=PLAIN\nsasl.jaas.config=${login}\n`);
  const java = await ensureJava();
  const classPath = join(await ensureLibraries('kafka', kafkaVersion), '*');
  expect(commands.length).toBeGreaterThan(7);
  for (const command of commands) {
    const [script = '', ...args] = command.split(' ');
    // One broker has one copy of everything.
    const here = args.map((arg, index) => (args[index - 1] === '--replication-factor' ? '1' : arg));
    const meant = here.map((arg) => arg.replace('$BROKERS', brokers.join(',')).replace('admin.properties', config));
    await promisify(execFile)(java, ['-cp', classPath, mainClasses[script] ?? script, ...meant]);
  }
});
