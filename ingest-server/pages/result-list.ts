import type { PollView } from '../../core/contract/http.ts';
import { escapeHtml } from './html.ts';
import { icons } from './icons.ts';

const number = new Intl.NumberFormat('en');

export function formatCount(count: number, one: string, many: string): string {
  return `${number.format(count)} ${count === 1 ? one : many}`;
}

/** Whole per cent of the voters; 0 where nobody has voted. */
export function percentOf(votes: number, voters: number): number {
  return voters === 0 ? 0 : Math.round((100 * votes) / voters);
}

function row({ number: id, label, votes = 0 }: PollView['options'][number], voters: number, isMine: boolean): string {
  const percent = percentOf(votes, voters);
  return `<li data-option="${id}"${isMine ? ' class="mine"' : ''}>
<span class="row"><span class="label" dir="auto">${escapeHtml(label)}</span> <span class="percent" data-percent>${percent} %</span></span>
<svg class="bar" aria-hidden="true" focusable="false"><rect class="track" width="100%" height="100%"/><rect class="fill" data-fill width="${percent}%" height="100%"/></svg>
<span class="row small"><span data-votes>${formatCount(votes, 'vote', 'votes')}</span> <span class="yours" data-mine${isMine ? '' : ' hidden'}>${icons.check} Your choice</span></span>
</li>`;
}

/** The result as far as this voter may see it, or nothing. The bars say nothing that is not there as text. */
export function renderResult({ options, result, state }: PollView, chosen: readonly number[] | null): string {
  if (result === undefined) return '';
  const heading = result.final ? 'Final result' : state === 'closing' || state === 'closed' ? 'Counting the last votes' : 'Result so far';
  const rows = options.map((option) => row(option, result.voters, chosen?.includes(option.number) ?? false));
  return `<section class="result" aria-labelledby="result-title" data-result data-run="${result.run}" data-final="${result.final}">
<div class="row"><h2 id="result-title">${heading}</h2> <p class="small" data-voters>${formatCount(result.voters, 'person has voted', 'people have voted')}</p></div>
<ol class="bars">
${rows.join('\n')}
</ol>
</section>`;
}
