// Java 17: the one version that both programs of the cluster support.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { installDebian } from '../debian.mjs';
import { run } from '../run.mjs';
import { ClusterProblem } from './problem.mjs';

const homes = '/usr/lib/jvm';

function candidates() {
  const { JAVA_HOME } = process.env;
  const installed = existsSync(homes) ? readdirSync(homes).map((name) => join(homes, name, 'bin/java')) : [];
  return [...(JAVA_HOME ? [join(JAVA_HOME, 'bin/java')] : []), 'java', ...installed.filter((path) => existsSync(path))];
}

async function findJava() {
  for (const program of candidates()) {
    const { code, output } = await run(program, ['-version'], { capture: true });
    if (code === 0 && /version "17[."]/.test(output)) return program;
  }
  return undefined;
}

/** The program of a Java 17; installed on a Debian where this process is root. Rejects with a ClusterProblem where there is none. */
export async function ensureJava() {
  const present = await findJava();
  if (present !== undefined) return present;
  await installDebian(['openjdk-17-jre-headless']);
  const installed = await findJava();
  if (installed !== undefined) return installed;
  throw new ClusterProblem(
    'The local cluster needs Java 17, which was not found. Install it (Debian 12, Ubuntu: apt install openjdk-17-jre-headless; macOS: brew install openjdk@17) or set JAVA_HOME to the folder of one.',
  );
}
