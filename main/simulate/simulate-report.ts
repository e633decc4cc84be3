import type { SimulationProgress, SimulationSummary } from './simulation.ts';

const barWidth = 30;

export function progressLine({ planned, sent, accepted, refused }: SimulationProgress): string {
  const done = planned === 0 ? 1 : Math.min(1, sent / planned);
  const bar = '#'.repeat(Math.round(done * barWidth)).padEnd(barWidth, '.');
  return `[${bar}] ${Math.floor(done * 100)} %  ${sent} of ${planned} sent, ${accepted} recorded${refused > 0 ? `, ${refused} refused` : ''}`;
}

/** The outcome for people. */
export function summaryText(summary: SimulationSummary): string {
  const { sent, planned, seconds, voters, accepted, duplicates, refused, unknown, latencyMs, answers, options } = summary;
  const perSecond = seconds > 0 ? Math.round(sent / seconds) : sent;
  const answerLines = Object.entries(answers).map(([label, count]) => `  ${label.padEnd(28)} ${count}`);
  return [
    `${sent} of ${planned} votes sent in ${seconds.toFixed(1)} s (${perSecond} a second).`,
    `Recorded: ${accepted}, of ${voters} voters; ${duplicates} of them do not count because another vote of the same voter does.`,
    ...(refused > 0 ? [`Refused: ${refused}.`] : []),
    ...(unknown > 0 ? [`Unknown: ${unknown}. No answer came, so these may be recorded or not.`] : []),
    'Answers, further tries included:',
    ...answerLines,
    `Milliseconds from due to answered: p50 ${latencyMs.p50}, p95 ${latencyMs.p95}, p99 ${latencyMs.p99}, most ${latencyMs.max}.`,
    'Ballots that count, by option number:',
    ...options.map(({ number, votes }) => `  ${String(number).padEnd(6)} ${votes}`),
  ].join('\n');
}
