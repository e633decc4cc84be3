// Kafka and Cassandra as Java libraries from Maven Central, kept in .cache/cluster-libraries.
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { installDebian, isOnPath } from '../debian.mjs';
import { root } from '../root.mjs';
import { run } from '../run.mjs';
import { ClusterProblem } from './problem.mjs';

export const kafkaVersion = '4.3.1';
export const cassandraVersion = '5.0.9';

const cache = join(root, '.cache/cluster-libraries');

/**
 * The folder with the libraries of a program, fetched where it is missing (60 MB each, once).
 * @param {'kafka' | 'cassandra'} program
 * @param {string} version
 */
export async function ensureLibraries(program, version) {
  const folder = join(cache, `${program}-${version}`);
  if (existsSync(folder)) return folder;
  await ensureMaven();
  console.log(`Fetching ${program} ${version} from Maven Central (60 MB, once)`);
  mkdirSync(cache, { recursive: true });
  const unfinished = mkdtempSync(join(cache, 'unfinished-'));
  try {
    await copyDependencies(`${program}-${version.split('.')[0]}`, version, unfinished);
    // Another process may have been faster: a folder that is there is whole.
    if (!existsSync(folder)) renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return folder;
}

async function ensureMaven() {
  if (await isOnPath('mvn')) return;
  await installDebian(['maven']);
  if (await isOnPath('mvn')) return;
  throw new ClusterProblem(
    'Maven (mvn) is needed once, to fetch Kafka and Cassandra, and was not found. Install it (Debian, Ubuntu: apt install maven; macOS: brew install maven) and try again.',
  );
}

/** @param {string} profile @param {string} version @param {string} folder */
async function copyDependencies(profile, version, folder) {
  const pom = join(root, 'build/cluster/pom.xml');
  const settings = [`-Dprogram.version=${version}`, `-DoutputDirectory=${folder}`, '-DincludeScope=runtime'];
  const args = ['-B', '-q', '--strict-checksums', '-f', pom, '-P', profile, 'dependency:copy-dependencies', ...settings];
  const { code, output } = await run('mvn', args, { capture: true });
  if (code === 0) return;
  throw new ClusterProblem(
    `Maven could not fetch ${profile} ${version} from Maven Central: is it reachable from here (a mirror is set in ~/.m2/settings.xml)? Maven says:\n${output.trim()}`,
  );
}
