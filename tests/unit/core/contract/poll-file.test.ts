import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxPollFileBytes, pollFileName, pollFileText, readPollFile } from '../../../../core/contract/poll-file.ts';
import { codeOfPollLink, isPollLink } from '../../../../core/contract/poll-link.ts';
import { Failure } from '../../../../core/domain/failure.ts';
import { joinCodeAlphabet, joinCodeLength } from '../../../../core/domain/join-code.ts';
import type { PollContent } from '../../../../core/domain/poll.ts';

const content: PollContent = {
  ...{
    question: 'Tea or coffee?',
    type: 'multiple',
    min: 1,
    max: 2,
    reveal: 'after-voting',
    changes: 'until-close',
    timeZone: 'Europe/Berlin',
  },
  options: [
    { number: 4, label: 'Tea' },
    { number: 9, label: 'Coffee “to go”' },
  ],
};
const file = (changes: object, poll: object = {}) =>
  JSON.stringify({
    v: 1,
    kind: 'kpoll-poll',
    poll: { ...(JSON.parse(pollFileText(content)) as { poll: object }).poll, ...poll },
    ...changes,
  });

function failureOf(text: string): Failure {
  try {
    readPollFile('x.kpoll', text);
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('it was taken');
}

describe('a poll file', () => {
  it('brings back what the poll asks, without its numbers', () => {
    expect(readPollFile('x.kpoll', pollFileText(content))).toEqual({
      ...content,
      options: [{ label: 'Tea' }, { label: 'Coffee “to go”' }],
    });
    expect(pollFileText(content)).not.toMatch(/"number"|9/);
  });

  it('may have passed through a program that marks text files, and may hold what is not known yet', () => {
    expect(readPollFile('x.kpoll', `\uFEFF${pollFileText(content)}`).question).toBe('Tea or coffee?');
    const draft = readPollFile('x.kpoll', file({ madeWith: 'x' }, { colour: 'red', options: [{ label: 'A', number: 7, picture: 'x' }] }));
    expect(draft.options).toEqual([{ label: 'A' }]);
    expect(draft).not.toHaveProperty('colour');
  });

  it('of a newer version says that Kpoll has to be updated', () => {
    expect(failureOf(file({ v: 2 }))).toMatchObject({ code: 'newer-format', message: expect.stringContaining('newer Kpoll') as string });
    expect(failureOf('{"v":3,"kind":"kpoll-poll","ballot":{}}').code).toBe('newer-format');
  });

  it.each([
    ['nothing', ''],
    ['half a file', pollFileText(content).slice(0, 80)],
    ['another kind of file', '{"v":1,"kind":"kpoll-profiles","poll":{}}'],
    ['a list', '[]'],
    ['null', 'null'],
    ['no options', file({}, { options: null })],
    ['an unknown type', file({}, { type: 'ranked' })],
    ['far too many options', file({}, { options: Array.from({ length: 101 }, () => ({ label: 'x' })) })],
    ['a question without end', file({}, { question: 'x'.repeat(501) })],
    ['half a character', file({}, { question: '\ud800' })],
    ['a NUL', file({}, { question: 'a\0b' })],
    ['a version that is none', file({ v: 0 })],
    ['numbers where text belongs', file({}, { question: 7 })],
    ['too large', `${file({})}${' '.repeat(maxPollFileBytes)}`],
  ])('that holds %s is refused with a sentence', (_what, text) => {
    const { code, message } = failureOf(text);
    expect(code).toBe('invalid-request');
    expect(message).toMatch(/^“x\.kpoll” .+ Nothing was opened\.$/);
  });

  it('is a poll or a Failure, whatever it holds', () => {
    const whole = pollFileText(content);
    const damaged = fc
      .tuple(fc.nat(whole.length), fc.nat(40), fc.string())
      .map(([at, length, put]) => whole.slice(0, at) + put + whole.slice(at + length));
    const odd = fc
      .record({ v: fc.constantFrom(1, 2, '1'), kind: fc.constant('kpoll-poll'), poll: fc.anything() })
      .map((value) => JSON.stringify(value) ?? '');
    fc.assert(
      fc.property(fc.oneof(damaged, odd, fc.json(), fc.string()), (text) => {
        try {
          const draft = readPollFile('x', text);
          expect(draft.question.length).toBeLessThanOrEqual(500);
          expect(draft.options.length).toBeLessThanOrEqual(100);
        } catch (error) {
          expect(error).toBeInstanceOf(Failure);
        }
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['Tea or coffee?', 'Tea or coffee.kpoll'],
    ['../../etc/passwd', 'etc passwd.kpoll'],
    ['???', 'Poll.kpoll'],
    ['Wer führt? 谁?', 'Wer führt 谁.kpoll'],
    ['CON: x\u0000\n', 'CON x.kpoll'],
  ])('of %j has a name for every system', (question, name) => {
    expect(pollFileName(question)).toBe(name);
    expect(pollFileName(`${question}${'y'.repeat(500)}`).length).toBeLessThan(70);
  });
});

describe('a link to a poll', () => {
  it.each([
    ['kpoll://poll/K7Q4MA', 'K7Q4MA'],
    ['kpoll://p/k7q4ma', 'K7Q4MA'],
    ['kpoll://poll/K7Q-4MA/', 'K7Q4MA'],
    [' kpoll://p/K7Q4MA\n', 'K7Q4MA'],
  ])('%j names its code', (link, code) => {
    expect(codeOfPollLink(link)).toBe(code);
  });

  it.each([
    'kpoll://poll/',
    'kpoll://poll/K7Q2',
    'kpoll://poll/K7Q4M0',
    'kpoll://poll/K7Q4MA?run=rm',
    'kpoll://poll/K7Q4MA#x',
    'kpoll://poll/../app/index.html',
    'kpoll://poll/%4b7Q4MA',
    'kpoll://app/index.html',
    'kpoll://open/K7Q4MA',
    'kpoll://user@poll/K7Q4MA',
    'kpoll:poll/K7Q4MA',
    'kpoll://poll/K7Q4MA --no-sandbox',
    'https://poll/K7Q4MA',
    'javascript:alert(1)',
  ])('%j leads nowhere', (link) => {
    expect(codeOfPollLink(link)).toBeUndefined();
  });

  it('is a whole code or nothing, whatever it says', () => {
    const code = new RegExp(`^[${joinCodeAlphabet}]{${joinCodeLength}}$`);
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl()), fc.constantFrom('kpoll://poll/', 'kpoll://p/', 'kpoll://', ''), (text, start) => {
        const found = codeOfPollLink(start + text);
        if (found !== undefined) expect(found).toMatch(code);
        if (found !== undefined) expect(isPollLink(start + text)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
