import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'libsql';
import { createTables, logFileName, logFormat, readPartitionCounts } from '../log-schema.ts';
import type { Connection } from '../sqlite.ts';
import { newerFormat, openForReading, prepareQuery, readNumber } from '../sqlite.ts';
import type { BackupManifest } from './backup-manifest.ts';
import { unusableBackup } from './backup-manifest.ts';
import { readLogContent } from './log-content.ts';

/** What the hashes do not say: that the files are what they are called. Throws `backup-unusable` or `newer-format`. */
export async function checkUnpacked(staging: string, manifest: BackupManifest): Promise<void> {
  const log = join(staging, logFileName);
  checkTables(log);
  const { polls, votes, openPolls } = await readLogContent(log);
  const { content } = manifest;
  if (polls !== content.polls || votes !== content.votes || openPolls !== content.openPolls) {
    throw unusableBackup('its log does not hold what its list of contents says');
  }
  for (const { name } of manifest.files) {
    if (name === 'key-ring.json' && !(await isKeyRing(join(staging, name)))) throw unusableBackup('its key ring is damaged');
    if (name === 'author-token' && !(await isToken(join(staging, name)))) throw unusableBackup('its author token is damaged');
  }
}

const mostPartitions = 1_024;

/** A database may hold programs (triggers, views): only the very tables that we make are taken. */
function checkTables(file: string): void {
  const connection = openForReading(file);
  if (connection === undefined) throw unusableBackup('it holds no log of votes');
  const expected = new Database(':memory:');
  try {
    const format = readNumber(connection, 'PRAGMA user_version');
    if (format > logFormat) throw newerFormat('The log in this backup');
    const counts = readPartitionCounts(connection);
    if (format === 0 || Object.values(counts).some((count) => !Number.isInteger(count) || count < 1 || count > mostPartitions)) {
      throw unusableBackup('its log of votes is none');
    }
    createTables(expected, counts);
    if (schemaOf(connection) !== schemaOf(expected)) throw unusableBackup('its log of votes is not one that Kpoll made');
  } finally {
    connection.close();
    expected.close();
  }
}

function schemaOf(connection: Connection): string {
  const query = prepareQuery<[string, string, string, string | null]>(
    connection,
    'SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name LIMIT 10000',
  );
  return JSON.stringify(query.all());
}

async function isKeyRing(file: string): Promise<boolean> {
  try {
    const body: unknown = JSON.parse(await readFile(file, 'utf8'));
    return typeof body === 'object' && body !== null && 'v' in body && body.v === 1 && 'keys' in body && Array.isArray(body.keys);
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

const shortestToken = 16;

async function isToken(file: string): Promise<boolean> {
  const tokens = (await readFile(file, 'utf8')).split('\n').map((line) => line.trim());
  return tokens.filter(Boolean).every((token) => token.length >= shortestToken) && tokens.some(Boolean);
}
