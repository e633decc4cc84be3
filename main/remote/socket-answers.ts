import type { Answer, EventName } from '../../core/contract/bridge.ts';

interface Message {
  readonly id?: number;
  readonly answer?: Answer;
  readonly event?: EventName;
  readonly payload?: unknown;
}

/** What comes is checked against the contract by whoever called or listens. */
export function readMessage(data: unknown): Message | undefined {
  const value: unknown = typeof data === 'string' ? JSON.parse(data) : undefined;
  return typeof value === 'object' && value !== null ? value : undefined;
}

export function joinAddressesOf(info: unknown): unknown {
  return typeof info === 'object' && info !== null && 'joinAddresses' in info ? info.joinAddresses : [];
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
