import { describe, expect, it } from 'vitest';
import { calls, events } from '../../../core/contract/bridge.ts';
import { contractArgument, readContractArgument } from '../../../electron/contract-argument.ts';
import { isOwnPage } from '../../../electron/own-page.ts';

describe('the names handed to the preload', () => {
  it('come through whole', () => {
    const names = { calls: Object.keys(calls), events: Object.keys(events) };
    expect(readContractArgument(['electron', '--type=renderer', contractArgument(names)])).toEqual(names);
  });

  it('are none where the argument is missing', () => {
    expect(readContractArgument(['electron'])).toEqual({ calls: [], events: [] });
  });
});

describe('the own page', () => {
  it.each(['kpoll://app/index.html', 'kpoll://app/', 'kpoll://app/index.html#poll', 'kpoll://app/index.html?x=1'])('is %s', (url) => {
    expect(isOwnPage(url)).toBe(true);
  });

  it.each([
    'https://app/index.html',
    'kpoll://other/index.html',
    'kpoll://app/index.html.evil',
    'kpoll://app.evil/index.html',
    'file:///index.html',
    '',
  ])('is not %s', (url) => {
    expect(isOwnPage(url)).toBe(false);
  });
});
