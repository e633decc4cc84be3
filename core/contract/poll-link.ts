import { joinCodeAlphabet, joinCodeLength, normalizeJoinCode } from '../domain/join-code.ts';

const link = /^kpoll:\/\/(?:poll|p)\/([A-Za-z0-9-]{1,20})\/?$/;
const code = new RegExp(`^[${joinCodeAlphabet}]{${joinCodeLength}}$`);

/** The code of the poll that a `kpoll://poll/CODE` link leads to, or undefined. A link can do nothing else, so nothing else is understood. */
export function codeOfPollLink(text: string): string | undefined {
  const found = normalizeJoinCode(link.exec(text.trim())?.[1] ?? '');
  return code.test(found) ? found : undefined;
}

/** Whether a text means to be a link of ours, sound or not. */
export function isPollLink(text: string): boolean {
  return /^kpoll:/i.test(text.trim());
}
