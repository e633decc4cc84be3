import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { importFromBuild } from '../import-from-build.ts';

interface Topic {
  readonly brokers: readonly string[];
  readonly topic: string;
  readonly records: number;
}

const execute = promisify(execFile);

/** Runs one of the tools that come with Kafka, and returns what it prints. */
async function runTool(name: string, args: readonly string[]): Promise<string> {
  const { ensureJava } = await importFromBuild<{ ensureJava: () => Promise<string> }>('cluster/java.mjs');
  const { ensureLibraries, kafkaVersion } = await importFromBuild<{
    ensureLibraries: (program: string, version: string) => Promise<string>;
    kafkaVersion: string;
  }>('cluster/libraries.mjs');
  const libraries = join(await ensureLibraries('kafka', kafkaVersion), '*');
  const { stdout } = await execute(await ensureJava(), ['-Xmx512m', '-cp', libraries, `org.apache.kafka.tools.${name}`, ...args]);
  return stdout;
}

/** Records a second. */
export async function producePerformance({ brokers, topic, records, recordBytes }: Topic & { recordBytes: number }): Promise<number> {
  const size = ['--num-records', String(records), '--record-size', String(recordBytes), '--throughput', '-1'];
  const where = ['--bootstrap-server', brokers.join(','), '--topic', topic, '--command-property', 'acks=all'];
  const output = await runTool('ProducerPerformance', [...where, ...size]);
  const [, rate] = [...output.matchAll(/^\d+ records sent, ([\d.]+) records\/sec/gm)].at(-1) ?? [];
  if (rate === undefined) throw new Error(`ProducerPerformance told no rate: ${output}`);
  return Number(rate);
}

/** Records a second, from when the consumer has its partitions. */
export async function consumePerformance({ brokers, topic, records }: Topic): Promise<number> {
  const where = ['--bootstrap-server', brokers.join(','), '--topic', topic, '--num-records', String(records)];
  const output = await runTool('ConsumerPerformance', where);
  const lines = output.trim().split('\n');
  const heads = lines.find((line) => line.includes('fetch.nMsg.sec'))?.split(', ') ?? [];
  const rate = lines.at(-1)?.split(', ')[heads.indexOf('fetch.nMsg.sec')];
  if (rate === undefined) throw new Error(`ConsumerPerformance told no rate: ${output}`);
  return Number(rate);
}
