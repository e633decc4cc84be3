import type { PollView } from '../../core/contract/http.ts';
import { escapeHtml } from './html.ts';

interface VoteFormModel {
  readonly view: PollView;
  readonly voteId: string;
  readonly chosen: readonly number[] | null;
  /** The word on the button. */
  readonly button: string;
  readonly locked: boolean;
}

/** How many options a vote may name, in words. */
export function describeLimits({ type, min, max, options }: Pick<PollView, 'type' | 'min' | 'max' | 'options'>): string {
  if (type === 'single') return 'Choose one.';
  if (min === max) return `Choose exactly ${min}.`;
  if (min > 1) return `Choose ${min} to ${max}.`;
  return max >= options.length ? 'Choose as many as you like.' : `Choose up to ${max}.`;
}

/** Posts urlencoded to /p/{code} without script; with script the same form is sent as JSON, and again where needed. */
export function renderVoteForm({ view, voteId, chosen, button, locked }: VoteFormModel): string {
  const kind = view.type === 'single' ? 'radio' : 'checkbox';
  const required = kind === 'radio' ? ' required' : '';
  const options = view.options.map(
    ({ number, label }) =>
      `<label class="option"><input class="pick" type="${kind}" name="option" value="${number}"${required}${chosen?.includes(number) ? ' checked' : ''}><span class="face"><span class="mark ${kind}"></span><span class="label" dir="auto">${escapeHtml(label)}</span></span></label>`,
  );
  return `<form class="vote" method="post" action="/p/${escapeHtml(view.code)}" data-form data-min="${view.min}" data-max="${view.max}">
<input type="hidden" name="voteId" value="${escapeHtml(voteId)}">
<fieldset${locked ? ' disabled' : ''}>
<legend>${describeLimits(view)}</legend>
${options.join('\n')}
</fieldset>
<div class="send">
<p class="status" role="status" data-status></p>
<button class="primary" data-send${locked ? ' disabled' : ''}>${button}</button>
</div>
</form>`;
}
