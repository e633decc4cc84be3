import { limits } from '../domain/poll.ts';
import { recordLimits } from '../domain/record-limits.ts';
import type { Vote } from '../domain/vote.ts';

/** The fixed parts of a vote as encodeVote in topics.ts writes it. */
const beforePollId = '{"v":1,"kind":"vote","pollId":"';
const beforeRun = '","run":';
const beforeVoterId = ',"voterId":"';
const beforeVoteId = '","voteId":"';
const beforeStamp = '","stamp":';
const beforeChoice = ',"choice":[';
const afterChoice = ']}';

const quote = 0x22;
const comma = 0x2c;
const backslash = 0x5c;
const zero = 0x30;
const space = 0x20;

/** Integers of more digits may not be exact. */
const mostDigits = 15;

/**
 * Reads a vote that is written exactly as encodeVote does; undefined for every other text, be it JSON of a vote or not. For what it
 * reads, JSON.parse would say the same, in three times the time: this runs once for every vote there ever was.
 */
export function readEncodedVote(text: string): Vote | undefined {
  const pollIdAt = beforePollId.length;
  if (!text.startsWith(beforePollId)) return undefined;
  const pollIdEnd = endOfPlainText(text, pollIdAt);
  const runAt = pollIdEnd + beforeRun.length;
  if (!text.startsWith(beforeRun, pollIdEnd)) return undefined;
  const runEnd = endOfDigits(text, runAt);
  const voterIdAt = runEnd + beforeVoterId.length;
  if (!text.startsWith(beforeVoterId, runEnd)) return undefined;
  const voterIdEnd = endOfPlainText(text, voterIdAt);
  const voteIdAt = voterIdEnd + beforeVoteId.length;
  if (!text.startsWith(beforeVoteId, voterIdEnd)) return undefined;
  const voteIdEnd = endOfPlainText(text, voteIdAt);
  const stampAt = voteIdEnd + beforeStamp.length;
  if (!text.startsWith(beforeStamp, voteIdEnd)) return undefined;
  const stampEnd = endOfDigits(text, stampAt);
  if (!text.startsWith(beforeChoice, stampEnd)) return undefined;
  const choice = readChoice(text, stampEnd + beforeChoice.length);
  if (choice === undefined || !isInteger(text, runAt, runEnd) || !isInteger(text, stampAt, stampEnd)) return undefined;
  if (!isIdLength(voterIdEnd - voterIdAt) || !isIdLength(voteIdEnd - voteIdAt) || choice.length > limits.options) return undefined;
  return {
    pollId: text.slice(pollIdAt, pollIdEnd),
    run: readInteger(text, runAt, runEnd),
    voterId: text.slice(voterIdAt, voterIdEnd),
    voteId: text.slice(voteIdAt, voteIdEnd),
    stamp: readInteger(text, stampAt, stampEnd),
    choice,
  };
}

/** Where the text of a JSON string ends that needs no unescaping: at the next quote, or at the first letter that means more than itself. */
function endOfPlainText(text: string, at: number): number {
  for (let end = at; end < text.length; end += 1) {
    const code = text.charCodeAt(end);
    if (code === quote || code === backslash || code < space) return end;
  }
  return text.length;
}

function isIdLength(length: number): boolean {
  return length > 0 && length <= recordLimits.idLength;
}

function endOfDigits(text: string, at: number): number {
  let end = at;
  while (end < text.length && isDigit(text.charCodeAt(end))) end += 1;
  return end;
}

function isDigit(code: number): boolean {
  return code >= zero && code < zero + 10;
}

/** Whether these digits are a number in JSON (no zero in front), and exact. */
function isInteger(text: string, at: number, end: number): boolean {
  return end > at && end - at <= mostDigits && (end - at === 1 || text.charCodeAt(at) !== zero);
}

function readInteger(text: string, at: number, end: number): number {
  let value = 0;
  for (let place = at; place < end; place += 1) value = value * 10 + text.charCodeAt(place) - zero;
  return value;
}

/** The numbers up to the end of the text. */
function readChoice(text: string, at: number): readonly number[] | undefined {
  const end = text.length - afterChoice.length;
  if (!text.endsWith(afterChoice)) return undefined;
  const choice: number[] = [];
  for (let place = at; place < end;) {
    const numberEnd = endOfDigits(text, place);
    if (!isInteger(text, place, numberEnd)) return undefined;
    choice.push(readInteger(text, place, numberEnd));
    if (numberEnd === end) return choice;
    if (text.charCodeAt(numberEnd) !== comma) return undefined;
    place = numberEnd + 1;
    if (place === end) return undefined;
  }
  return end === at ? choice : undefined;
}
