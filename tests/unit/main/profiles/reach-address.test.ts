import type { AddressInfo, Server } from 'node:net';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { isReachable } from '../../../../main/profiles/reach-address.ts';

describe('looking whether something listens at an address', () => {
  it('finds nobody where there can be none', async () => {
    expect(await isReachable('127.0.0.1:99999')).toBe(false);
  });

  let server: Server | undefined;
  afterEach(async () => {
    if (server !== undefined) await new Promise((resolve) => server?.close(resolve));
  });

  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['::1', '[::1]'],
  ])('finds it on %s, and nobody once it is gone', async (host, written) => {
    const listening = (server = createServer((socket) => void socket.destroy()));
    await new Promise<void>((resolve) => listening.listen(0, host, resolve));
    const address = `${written}:${(listening.address() as AddressInfo).port}`;
    expect(await isReachable(address)).toBe(true);
    await new Promise((resolve) => listening.close(resolve));
    server = undefined;
    expect(await isReachable(address)).toBe(false);
  });
});
