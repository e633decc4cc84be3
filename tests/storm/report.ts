import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { format, resolveConfig } from 'prettier';
import type { StormOutcome } from './storm.ts';

const heading = '# Fault storm';

/** Where the file is not there yet, it is begun; a record is added below those before it. */
export async function recordStorm(file: string, report: string, isRecord: boolean): Promise<void> {
  const before = isRecord && existsSync(file) ? readFileSync(file, 'utf8') : heading;
  const style = await resolveConfig(file);
  writeFileSync(file, await format(`${before.trimEnd()}\n\n${report}`, { ...style, parser: 'markdown' }));
}

/** A section of Markdown about one run. */
export function summaryOf(outcome: StormOutcome, now: Date): string {
  const { plan, faults, known, leftOut } = outcome;
  const found =
    faults.length === 0
      ? '- nothing'
      : faults
          .slice(0, 20)
          .map((fault) => `- ${fault}`)
          .join('\n');
  return `## ${now.toISOString().slice(0, 10)}, ${plan.engine}, ${plan.minutes} minutes, seed ${plan.seed}

\`npm run storm -- --engine ${plan.engine} --minutes ${plan.minutes} --seed ${plan.seed}\` on ${machine()}: ${outcome.describe}.

| what | how much |
| --- | --- |
${rowsOf(outcome)
  .map((row) => `| ${row.join(' | ')} |`)
  .join('\n')}

Faults, and how often each was done: ${faultsOf(outcome)}.${leftOut.length > 0 ? ` Left out: ${leftOut.join('; ')}.` : ''}

Known and allowed: ${known.lateYetCounted} votes told \`late\` of which an earlier copy, whose answer was lost, counts; ${known.overtaken} ballots
where such a copy was stored behind the voter's next vote.

Found:

${found}

**${closingLine(outcome)}**
`;
}

function rowsOf({ journal, records, polls, desktops, seconds, plan }: StormOutcome): (readonly [string, string])[] {
  const votes = [...journal.sent.values()].flatMap((ofPoll) => [...ofPoll.values()]);
  const count = (holds: (vote: (typeof votes)[number]) => boolean) => String(votes.filter(holds).length);
  return [
    ['votes sent', String(votes.length)],
    ['accepted (204)', count(({ accepted }) => accepted > 0)],
    ['refused for good', count(({ accepted, refused }) => accepted === 0 && refused.length > 0)],
    ['told to be late', count(({ accepted, late }) => accepted === 0 && late > 0)],
    ['never known', count(({ accepted, refused, late }) => accepted + refused.length + late === 0)],
    ['sent more than once', count(({ requests }) => requests > 1)],
    ['requests', String(journal.requests)],
    ['answers', [...journal.answers].map(([label, times]) => `${label}: ${times}`).join(', ')],
    ['records in the log', String(records)],
    ['longest time without an accepted vote', `${(journal.longestGapMs / 1000).toFixed(1)} s`],
    ['polls', String(polls.length)],
    ['desktops started', String(desktops)],
    ['rate', `${plan.votesPerSecond} votes a second, four times as many while a poll closes`],
    ['whole run, draining and checks included', `${seconds} s`],
  ];
}

function faultsOf({ faultsDone }: StormOutcome): string {
  return [...faultsDone]
    .sort()
    .map(([name, times]) => `${name} ${times}`)
    .join(', ');
}

function machine(): string {
  const [cpu] = cpus();
  return `${cpus().length} cores (${cpu?.model.trim() ?? 'unknown'}), ${Math.round(totalmem() / 1e9)} GB, Node ${process.version}, ${process.platform}`;
}

export function closingLine({ journal, faults, plan }: StormOutcome): string {
  const accepted = [...journal.sent.values()].flatMap((votes) => [...votes.values()]).filter((vote) => vote.accepted > 0).length;
  const count = (words: RegExp) => faults.filter((fault) => words.test(fault)).length;
  const lost = count(/is lost|does not count|should count, not none|history has no ballot/);
  const doubled = count(/counted twice|two ballots/);
  const madeUp = count(/was never sent|who has no vote in the log/);
  const verdict = faults.length === 0 ? 'all checks passed' : `${faults.length} faults found`;
  return `storm on ${plan.engine}: ${accepted} votes accepted, ${lost} lost, ${doubled} doubled, ${madeUp} made up, ${verdict}`;
}
