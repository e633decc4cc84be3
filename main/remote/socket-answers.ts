import type { Answer, EventName } from '../../core/contract/bridge.ts';
import { failureCodes } from '../../core/domain/failure.ts';
import { parseJson } from '../../core/domain/parse-json.ts';

interface Message {
  readonly id?: number;
  readonly answer?: Answer;
  readonly event?: EventName;
  readonly payload?: unknown;
}

/**
 * Undefined for what nobody who speaks this protocol sends. What an answer or an event carries is checked against the
 * contract by whoever called or listens; this file also runs in browsers and therefore does without the schemas.
 */
export function readMessage(data: unknown): Message | undefined {
  const value = typeof data === 'string' ? parseJson(data) : undefined;
  if (!isObject(value)) return undefined;
  const { id, answer, event, payload } = value;
  if (typeof event === 'string') return { event: event as EventName, payload };
  return typeof id === 'number' && isAnswer(answer) ? { id, answer } : undefined;
}

const codes = new Set<unknown>(failureCodes);

function isAnswer(value: unknown): value is Answer {
  return (
    isObject(value) && (value['ok'] === true || (value['ok'] === false && codes.has(value['code']) && typeof value['message'] === 'string'))
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

export function joinAddressesOf(info: unknown): unknown {
  return isObject(info) && 'joinAddresses' in info ? info['joinAddresses'] : [];
}

/** Which place it is that Kpoll shows, and by which profile. */
export function placeOf(info: unknown): { readonly placeId: string; readonly profileId: string } | undefined {
  if (!isObject(info)) return undefined;
  const { placeId, profileId } = info;
  return typeof placeId === 'string' && typeof profileId === 'string' ? { placeId, profileId } : undefined;
}

export const noConnection: Answer = {
  ok: false,
  code: 'server-unreachable',
  message: 'Kpoll does not answer, so nothing was done. Look whether it is still running; this page connects by itself.',
};

export const interrupted: Answer = {
  ok: false,
  code: 'server-unreachable',
  message: 'The connection to Kpoll broke, so it is not known whether this was done. Look at the poll before you repeat it.',
};

export const pageLostMessage = () =>
  'This page has lost Kpoll. Votes that were recorded are safe. It connects again by itself; if Kpoll was ended, start it and open the new link.';
