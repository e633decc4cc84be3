import type { PollState } from '../../core/domain/poll.ts';
import { pollStates } from '../../core/domain/poll.ts';
import type { LogTrouble } from './log-troubles.ts';
import { shortenHome } from './scrub.ts';

/** What is told to somebody who helps. Holds nothing of voters, questions, tokens or addresses, whatever goes into it. */
export interface Diagnosis {
  readonly at: number;
  readonly version: string;
  readonly shell: 'electron' | 'browser';
  readonly system: { readonly platform: string; readonly release: string; readonly arch: string };
  /** As `process.versions` has them. */
  readonly versions: Readonly<Record<string, string | undefined>>;
  readonly profileKind: string;
  readonly dataFolder: string;
  readonly home: string;
  /** In bytes, by name: known files and folders only. */
  readonly sizes: readonly { readonly name: string; readonly bytes: number }[];
  /** Undefined where the place cannot be asked just now. */
  readonly polls: readonly { readonly state: PollState }[] | undefined;
  readonly feed: string;
  readonly troubles: readonly LogTrouble[];
}

/** As plain text, to be pasted anywhere. */
export function diagnosisText(diagnosis: Diagnosis): string {
  const { version, shell, system, sizes, troubles } = diagnosis;
  return [
    `Kpoll ${version} (${shell === 'electron' ? 'window' : 'browser tab'}), ${new Date(diagnosis.at).toISOString()}`,
    `System: ${system.platform} ${system.release} ${system.arch}`,
    `Versions: ${versionsText(diagnosis.versions)}`,
    `Connection: ${diagnosis.profileKind}, results ${diagnosis.feed}`,
    `Data folder: ${shortenHome(diagnosis.dataFolder, diagnosis.home)}`,
    ...sizes.map(({ name, bytes }) => `  ${name}: ${sizeText(bytes)}`),
    `Polls: ${pollsText(diagnosis.polls)}`,
    troubles.length === 0 ? 'No warnings and errors in the log.' : 'Last warnings and errors:',
    ...troubles.map(({ time, text, frames }) => `  ${time} ${text}${frames.length === 0 ? '' : ` at ${frames.join(', ')}`}`),
    '',
  ].join('\n');
}

function versionsText(versions: Diagnosis['versions']): string {
  const named = [
    ['Electron', versions['electron']],
    ['Chrome', versions['chrome']],
    ['Node', versions['node']],
  ];
  return named.flatMap(([name, version]) => (version === undefined ? [] : [`${name} ${version}`])).join(', ');
}

function pollsText(polls: Diagnosis['polls']): string {
  if (polls === undefined) return 'cannot be asked just now';
  const counts = pollStates.flatMap((state) => {
    const count = polls.filter((poll) => poll.state === state).length;
    return count === 0 ? [] : [`${count} ${state}`];
  });
  return counts.length === 0 ? 'none' : counts.join(', ');
}

function sizeText(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
