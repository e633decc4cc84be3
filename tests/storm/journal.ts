import { createReadStream, createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { SentVote } from '../checker/evidence.ts';

/** Every line is one of these. Times in ms since 1970; an answer names its request by its number. */
export type JournalEntry =
  | {
      readonly kind: 'sent';
      readonly n: number;
      readonly at: number;
      readonly pollId: string;
      readonly voter: number;
      readonly voteId: string;
      readonly choice: readonly number[];
    }
  /** `status` 0: no answer came. */
  | { readonly kind: 'answer'; readonly n: number; readonly at: number; readonly status: number; readonly code: string }
  | { readonly kind: 'note'; readonly at: number; readonly text: string };

export interface Journal {
  /** Returns the number of the request. */
  sent(request: { pollId: string; voter: number; voteId: string; choice: readonly number[] }): number;
  answer(n: number, status: number, code: string): void;
  /** What the storm itself did. */
  note(text: string): void;
  readonly counts: { sent: number; accepted: number; refused: number; unanswered: number };
  close(): Promise<void>;
}

/** Appends to a file, in the order things happened to the voters. */
export function createJournal(file: string, clock: () => number): Journal {
  const out = createWriteStream(file, { flags: 'a' });
  const counts = { sent: 0, accepted: 0, refused: 0, unanswered: 0 };
  const write = (entry: JournalEntry) => void out.write(`${JSON.stringify(entry)}\n`);
  return {
    counts,
    sent(request) {
      const n = (counts.sent += 1);
      write({ kind: 'sent', n, at: clock(), ...request });
      return n;
    },
    answer(n, status, code) {
      if (status === 204) counts.accepted += 1;
      else if (isOpenQuestion(status)) counts.unanswered += 1;
      else counts.refused += 1;
      write({ kind: 'answer', n, at: clock(), status, code });
    },
    note: (text) => write({ kind: 'note', at: clock(), text }),
    async close() {
      out.end();
      await once(out, 'finish');
    },
  };
}

/** No answer, or a 503: nobody has said whether the vote is recorded. */
export function isOpenQuestion(status: number): boolean {
  return status === 0 || status === 503;
}

export interface JournalAccount {
  /** By poll, then by voteId. */
  readonly sent: ReadonlyMap<string, ReadonlyMap<string, SentVote>>;
  readonly requests: number;
  /** How often which answer came, by status and code. */
  readonly answers: ReadonlyMap<string, number>;
  /** The longest time without an accepted vote, ms. */
  readonly longestGapMs: number;
  /** Sentences about answers that no request deserves. */
  readonly faults: readonly string[];
}

/** Reads a journal back; a request whose answer is missing has none. */
export async function readJournal(file: string): Promise<JournalAccount> {
  const reading = createReading();
  for await (const line of createInterface({ input: createReadStream(file) })) reading.take(JSON.parse(line) as JournalEntry);
  return reading.end();
}

export function accountOfJournal(entries: Iterable<JournalEntry>): JournalAccount {
  const reading = createReading();
  for (const entry of entries) reading.take(entry);
  return reading.end();
}

function createReading() {
  const sent = new Map<string, Map<string, SentVote>>();
  const waiting = new Map<number, SentVote>();
  const answers = new Map<string, number>();
  const faults: string[] = [];
  let [requests, place, lastAccepted, longestGapMs] = [0, 0, 0, 0];

  function takeAnswer({ n, at, status, code }: JournalEntry & { kind: 'answer' }): void {
    const vote = waiting.get(n);
    waiting.delete(n);
    const label = status === 0 ? 'no answer' : [status, code].join(' ').trim();
    answers.set(label, (answers.get(label) ?? 0) + 1);
    if (vote === undefined) return;
    if (status >= 500 && status !== 503) faults.push(`vote ${vote.voteId} was answered with ${label}`);
    if (status === 204) {
      vote.accepted += 1;
      if (lastAccepted > 0) longestGapMs = Math.max(longestGapMs, at - lastAccepted);
      lastAccepted = at;
    } else if (isOpenQuestion(status) || status >= 500) vote.unanswered += 1;
    else if (code === 'late') vote.late += 1;
    else vote.refused.push(label);
  }

  function takeSent({ n, pollId, voter, voteId, choice }: JournalEntry & { kind: 'sent' }): void {
    requests += 1;
    const votes = sent.get(pollId) ?? new Map<string, SentVote>();
    sent.set(pollId, votes);
    const known = votes.get(voteId);
    const vote = known ?? {
      ...{ voteId, voter, choice, place: (place += 1) },
      requests: 0,
      accepted: 0,
      late: 0,
      unanswered: 0,
      refused: [],
    };
    vote.requests += 1;
    if (known === undefined) votes.set(voteId, vote);
    waiting.set(n, vote);
  }

  return {
    take(entry: JournalEntry): void {
      if (entry.kind === 'sent') takeSent(entry);
      else if (entry.kind === 'answer') takeAnswer(entry);
    },
    end(): JournalAccount {
      for (const vote of waiting.values()) vote.unanswered += 1;
      if (waiting.size > 0) answers.set('no answer', (answers.get('no answer') ?? 0) + waiting.size);
      return { sent, requests, answers, longestGapMs, faults };
    },
  };
}
