import type { PollView } from '../../core/contract/http.ts';
import { escapeHtml } from './html.ts';

export interface PollPageModel {
  /** With votes and result only as far as this voter may see them. */
  readonly view: PollView;
  /** A fresh id for the vote that the form will send. */
  readonly voteId: string;
  /** What this device voted: null where it has not, empty where only the voter knows (several options). */
  readonly chosen: readonly number[] | null;
  readonly status: 'waiting' | 'vote' | 'voted' | 'paused' | 'closed';
  readonly message?: { readonly kind: 'error' | 'info'; readonly text: string };
  readonly live: boolean;
}

export function renderPollPage({ view, voteId }: PollPageModel): string {
  const options = view.options.map(
    ({ number, label }) => `<label><input name="option" type="radio" value="${number}">${escapeHtml(label)}</label>`,
  );
  return `<!doctype html><title>${escapeHtml(view.question)}</title><form method="post" action="/p/${view.code}"><input type="hidden" name="voteId" value="${voteId}">${options.join('')}<button>Vote</button></form>`;
}
