import type { AlertFacts, AlertRule } from './alert.ts';

const count = new Intl.NumberFormat('en');
const longestQuestion = 80;

/** "1 vote", "1,200 votes" */
function countOf(value: number, one: string): string {
  return `${count.format(value)} ${one}${value === 1 ? '' : 's'}`;
}

/** What a rule waits for, as a moderator would say it. */
export function sayRule(rule: AlertRule): string {
  switch (rule.kind) {
    case 'votes':
      return rule.at === 1 ? 'The first vote' : countOf(rule.at, 'voter');
    case 'turnout':
      return `Turnout reaches ${rule.percent} % of ${count.format(rule.of)}`;
    case 'silence':
      return `No votes for ${countOf(rule.minutes, 'minute')}`;
    case 'lag':
      return `More than ${countOf(rule.seconds, 'second')} behind`;
    case 'closing':
      return `${countOf(rule.minutes, 'minute')} before closing`;
  }
}

export interface AlertWords {
  readonly title: string;
  readonly text: string;
}

/** What is told: the poll's question and counts, nothing about any voter. */
export function sayAlert(rule: AlertRule, facts: AlertFacts, question: string): AlertWords {
  return { title: titleOf(rule, facts), text: shorten(question) };
}

function titleOf(rule: AlertRule, facts: AlertFacts): string {
  switch (rule.kind) {
    case 'votes':
      return facts.voters === 1 ? '1 person has voted' : `${count.format(facts.voters)} people have voted`;
    case 'turnout':
      return `Turnout ${Math.floor((facts.voters * 100) / rule.of)} %: ${count.format(facts.voters)} of ${count.format(rule.of)}`;
    case 'silence':
      return `No votes for ${countOf(rule.minutes, 'minute')}`;
    case 'lag':
      return `Results are ${countOf(Math.round(facts.lagSeconds), 'second')} behind; votes that were recorded are safe`;
    case 'closing':
      return `Voting closes in ${countOf(Math.max(1, Math.round(((facts.closesAt ?? facts.now) - facts.now) / 60_000)), 'minute')}`;
  }
}

export function shorten(question: string): string {
  if (question.length <= longestQuestion) return question;
  // Half a character is none.
  const begin = question.slice(0, longestQuestion - 1).replace(/[\uD800-\uDBFF]$/, '');
  return `${begin.trimEnd()}…`;
}
