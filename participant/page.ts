import type { PollView } from '../core/contract/http.ts';
import type { Kept } from './kept.ts';
import { createKept } from './kept.ts';
import { followPoll } from './live-feed.ts';
import type { LiveFeed } from './live-feed.ts';
import { fetchMain } from './fetch-main.ts';
import { createPause } from './pause.ts';
import { postVote } from './post-vote.ts';
import { sentenceFor } from './problem-sentences.ts';
import { retryDelayMs } from './retry-delay.ts';
import type { PendingVote, SendStep } from './send-vote.ts';
import { sendVote } from './send-vote.ts';
import { showClosing } from './show-closing.ts';
import { showChoice, showResult } from './show-result.ts';
import type { VoteForm } from './vote-form.ts';
import { createVoteForm } from './vote-form.ts';

/** A page that differs from what the socket says after it was fetched is not fetched again for so long. */
const sameAgainMs = 5_000;

/**
 * Looks after the page that the server rendered. The server stays the only one that renders: when the poll or this voter's
 * part in it changes, its page is fetched and put in place, never while a vote is on its way.
 */
function lookAfter(first: HTMLElement, pollId: string): void {
  const kept = createKept(pollId, storageOf());
  const pause = createPause();
  let main = first;
  let form: VoteForm | undefined;
  let feed: LiveFeed | undefined;
  let isSending = false;
  let isRefreshing = false;
  let missed: PollView | undefined;
  let refreshedFor = { key: '', at: 0 };

  function takeOver(selection: readonly number[]): void {
    showClosing(main, main.querySelector<HTMLElement>('[data-closes]')?.dataset['closes'] || undefined);
    const element = main.querySelector<HTMLFormElement>('[data-form]');
    form = element === null ? undefined : createVoteForm(element, { onSubmit: submit });
    if (main.dataset['voted'] !== 'true') kept.keepChoice(undefined);
    else if (kept.choice !== undefined) showChoice(main, kept.choice);
    if (form !== undefined && form.selected.length === 0) form.select(kept.choice ?? selection);
  }

  function submit(): void {
    if (isSending) {
      pause.wake();
      return;
    }
    if (form === undefined) return;
    const complaint = form.complaint();
    if (complaint !== undefined) {
      form.setStatus(complaint, true);
      if (form.selected.length === 0) form.focusFirst();
      return;
    }
    void send({ pollId, voteId: form.voteId, options: form.selected });
  }

  async function send(vote: PendingVote, wasSentBefore = false): Promise<void> {
    isSending = true;
    kept.keepPending(vote);
    form?.select(vote.options);
    form?.setBusy(true);
    const answer = await sendVote(vote, { post: postVote, wait: pause.wait, random: Math.random, tell }, wasSentBefore);
    kept.keepPending(undefined);
    if (answer.kind === 'recorded') {
      kept.keepChoice(vote.options);
      form?.setButton('Recorded');
      form?.setStatus('Your vote is recorded.');
    }
    await refresh(answer.kind === 'recorded' ? undefined : sentenceFor(answer.code, answer.mayBeRecorded));
    isSending = false;
    missed = undefined;
    feed?.reconnect();
  }

  function tell(step: SendStep): void {
    const isWaiting = step.kind === 'waiting';
    form?.setButton(isWaiting ? `Trying again in ${step.seconds} s` : 'Sending…');
    // One short line that stays while it tries again: nothing on the page may jump.
    if (isWaiting) form?.setStatus('No answer yet. Your vote is safe here; it counts once.');
  }

  /** Fetches the page as it is now until it comes; what is on screen stays until then. */
  async function refresh(notice?: string): Promise<void> {
    if (isRefreshing) return;
    isRefreshing = true;
    const isOwnVote = isSending;
    for (let attempt = 0; ; attempt += 1) {
      const next = await fetchMain();
      if (next !== undefined) {
        replaceMain(next, notice, isOwnVote);
        break;
      }
      await pause.wait(retryDelayMs(attempt, 0, Math.random));
    }
    isRefreshing = false;
    catchUp();
  }

  function catchUp(): void {
    const view = missed;
    if (isSending || view === undefined) return;
    missed = undefined;
    onView(view);
  }

  function replaceMain(next: HTMLElement, notice: string | undefined, isOwnVote: boolean): void {
    const selection = form?.selected ?? [];
    const hadFocus = main.contains(document.activeElement);
    main.replaceWith(next);
    main = next;
    takeOver(notice === undefined && isOwnVote ? [] : selection);
    if (notice !== undefined) showNotice(next, notice);
    const target = next.querySelector<HTMLElement>(isOwnVote ? '[data-notice] .error, [data-done]' : 'h1');
    if (isOwnVote || hadFocus) target?.focus({ preventScroll: !isOwnVote });
  }

  function onView(view: PollView): void {
    if (isSending || isRefreshing) {
      missed = view;
      return;
    }
    const key = `${view.state} ${view.result?.run ?? ''} ${view.result?.final ?? ''}`;
    if (isShown(main, view)) {
      showResult(main, view);
      showClosing(main, view.closesAt);
    } else if (key !== refreshedFor.key || Date.now() - refreshedFor.at > sameAgainMs) {
      refreshedFor = { key, at: Date.now() };
      void refresh();
    }
  }

  takeOver([]);
  goOn(kept, main, send);
  addEventListener('online', pause.wake);
  if (main.dataset['live'] === 'true') feed = followPoll(pollId, onView);
}

/** Whether the page on screen is of this state and run, so that only its numbers may have moved. */
function isShown(main: HTMLElement, { state, result }: PollView): boolean {
  if (main.dataset['state'] !== state) return false;
  const { run, final } = main.querySelector<HTMLElement>('[data-result]')?.dataset ?? {};
  return result === undefined || (run === String(result.run) && final === String(result.final));
}

/** A vote that was on its way before a reload goes on; also after the close, as the server may know that it came in time. */
function goOn(kept: Kept, main: HTMLElement, send: (vote: PendingVote, wasSentBefore: boolean) => Promise<void>): void {
  const { pending } = kept;
  if (pending === undefined) return;
  main.querySelector('[data-change]')?.setAttribute('open', '');
  if (main.querySelector('[data-form]') === null) showNotice(main, 'Asking whether your vote was recorded…', 'info');
  void send(pending, true);
}

function showNotice(main: HTMLElement, text: string, kind: 'info' | 'error' = 'error'): void {
  const notice = Object.assign(document.createElement('p'), { className: `notice ${kind}`, textContent: text, tabIndex: -1 });
  notice.setAttribute('role', kind === 'error' ? 'alert' : 'status');
  main.querySelector('[data-notice]')?.replaceChildren(notice);
}

/** Some browsers throw at the mere mention of storage when cookies are blocked. */
function storageOf(): Storage | undefined {
  try {
    return sessionStorage;
  } catch {
    return undefined;
  }
}

const main = document.querySelector('main');
const pollId = main?.dataset['poll'];
document.documentElement.classList.add('script');
if (main !== null && pollId !== undefined) lookAfter(main, pollId);
