import type { PollView } from '../../core/contract/http.ts';
import { assertNever } from '../../core/domain/failure.ts';
import { renderClosingTime } from './closing-time.ts';
import { escapeHtml } from './html.ts';
import { icons } from './icons.ts';
import { renderFrame } from './page-frame.ts';
import { renderResult } from './result-list.ts';
import { directionOf } from './text-direction.ts';
import { renderVoteForm } from './vote-form.ts';

export interface PollPageModel {
  /** With votes and result only as far as this voter may see them. */
  readonly view: PollView;
  /** The poll's, for the closing time. */
  readonly timeZone: string;
  /** Ms since 1970. */
  readonly now: number;
  /** A fresh id for the vote that the form will send. */
  readonly voteId: string;
  /** What this device voted: null where it has not, empty where only the voter knows (several options). */
  readonly chosen: readonly number[] | null;
  readonly status: 'waiting' | 'vote' | 'voted' | 'paused' | 'closed';
  readonly message?: { readonly kind: 'error' | 'info'; readonly text: string };
  /** Whether the page follows the poll by itself. */
  readonly live: boolean;
}

const chips = {
  waiting: `<p class="chip">${icons.wait} Not open yet</p>`,
  vote: `<p class="chip go">${icons.open} Open</p>`,
  voted: `<p class="chip go">${icons.open} Open</p>`,
  paused: `<p class="chip hold">${icons.pause} Paused</p>`,
  closed: `<p class="chip">${icons.closed} Closed</p>`,
} as const;

/** Shown without script only: with script the page changes by itself. */
const lookAgain = (code: string) => `<p class="look-again"><a class="button" href="/p/${escapeHtml(code)}">Look again</a></p>`;

export function renderPollPage(model: PollPageModel): string {
  const { view, status, message, live } = model;
  // What an author is still writing is nobody's business yet.
  const question = status === 'waiting' ? 'You are in the right place' : view.question;
  const text = [view.question, ...view.options.map((option) => option.label)].join(' ');
  const data = { poll: view.id, state: view.state, reveal: view.reveal, voted: String(model.chosen !== null), live: String(live) };
  const attributes = Object.entries(data).map(([name, value]) => ` data-${name}="${escapeHtml(value)}"`);
  const notice =
    message === undefined
      ? ''
      : `<p class="notice ${message.kind}" role="${message.kind === 'error' ? 'alert' : 'status'}">${escapeHtml(message.text)}</p>`;
  return renderFrame({
    title: question,
    script: true,
    attributes: `${attributes.join('')} dir="${status === 'waiting' ? 'ltr' : directionOf(text)}"`,
    footer: 'No name and no address is stored with your vote.',
    body: `<div class="states">${chips[status]}${closingTimeOf(model)}</div>
<h1 dir="auto" tabindex="-1">${escapeHtml(question)}</h1>
<div data-notice>${notice}</div>
${contentOf(model)}`,
  });
}

/** Only where there is still something to close. */
function closingTimeOf({ view: { closesAt }, status, timeZone, now }: PollPageModel): string {
  return status === 'waiting' || status === 'closed' ? '' : renderClosingTime({ closesAt, timeZone, now });
}

function contentOf(model: PollPageModel): string {
  const { view, status, voteId, chosen } = model;
  const result = renderResult(view, chosen);
  switch (status) {
    case 'waiting':
      return `<p class="lead">This poll has not opened yet. Keep this page open: the question appears here as soon as it does.</p>${lookAgain(view.code)}`;
    case 'vote':
      return `${renderVoteForm({ view, voteId, chosen, button: 'Vote', locked: false })}${result}`;
    case 'voted':
      return `${recorded(model)}${changeForm(model)}${result === '' ? afterwards(view) : result}`;
    case 'paused':
      return paused(model, result);
    case 'closed':
      return `${closed(model)}${result === '' ? concealed(view) : result}`;
    default:
      return assertNever(status);
  }
}

/** What this device voted, with a place for the script to fill in what only this device knows. */
function recorded({ view, chosen }: PollPageModel): string {
  const labels = view.options
    .filter((option) => chosen?.includes(option.number))
    .map((option) => `<li dir="auto">${escapeHtml(option.label)}</li>`);
  return `<section class="panel done" data-recorded>
<span class="badge">${icons.check}</span>
<div><h2 tabindex="-1" data-done>Your vote is recorded</h2>
<ul class="choice" aria-label="You chose" data-choice${labels.length === 0 ? ' hidden' : ''}>${labels.join('')}</ul></div>
</section>`;
}

/** Opens without script too. */
function changeForm({ view, voteId, chosen }: PollPageModel): string {
  if (view.changes === 'none') return '';
  return `<details class="change" data-change><summary class="button">Change my vote</summary>
<p class="hint">Until the poll closes, your latest vote counts.</p>
${renderVoteForm({ view, voteId, chosen, button: 'Send the new vote', locked: false })}
</details>`;
}

function afterwards({ reveal, code }: PollView): string {
  const text =
    reveal === 'never'
      ? 'Thank you. The result of this poll is not shown here.'
      : 'Thank you. The result appears here when the poll closes; you can leave this page open.';
  return `<p class="lead">${text}</p>${reveal === 'never' ? '' : lookAgain(code)}`;
}

function paused(model: PollPageModel, result: string): string {
  const { view, voteId, chosen } = model;
  const wait = '<p class="notice info">Voting is paused for a moment. Keep this page open: it goes on by itself.</p>';
  if (chosen !== null) return `${recorded(model)}${wait}${lookAgain(view.code)}${result}`;
  return `${wait}${lookAgain(view.code)}${renderVoteForm({ view, voteId, chosen, button: 'Paused', locked: true })}${result}`;
}

function closed(model: PollPageModel): string {
  if (model.chosen !== null) return `${recorded(model)}<p class="lead">Voting is over. Thank you for taking part.</p>`;
  return '<p class="lead">Voting is over. No vote of this device was confirmed.</p>';
}

function concealed({ reveal, state, code }: PollView): string {
  if (reveal === 'never') return '<p class="lead">The result of this poll is not shown here. Ask the person who runs it.</p>';
  return state === 'closing'
    ? `<p class="lead">The last votes are being counted. The result appears here in a moment.</p>${lookAgain(code)}`
    : '';
}
