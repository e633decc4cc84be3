import { describe, expect, it } from 'vitest';
import { Failure } from '../../../core/domain/failure.ts';
import { createBridgeClient } from '../../../renderer/bridge.ts';
import { createFakeBridge } from '../../fakes/fake-bridge.ts';

describe('createBridgeClient', () => {
  it('turns a refusal into the Failure it was', async () => {
    const bridge = createFakeBridge();
    bridge.fail('polls:list', { code: 'log-unavailable', message: 'The log cannot be read.' });
    const asked = createBridgeClient(bridge).call('polls:list');
    await expect(asked).rejects.toBeInstanceOf(Failure);
    await expect(asked).rejects.toMatchObject({ code: 'log-unavailable', message: 'The log cannot be read.' });
  });

  it('says so where the shell itself is gone', async () => {
    const client = createBridgeClient({ call: () => Promise.reject(new Error('socket closed')), on: () => () => undefined });
    await expect(client.call('app:info')).rejects.toMatchObject({ code: 'unexpected', retriable: true });
  });

  it('does not take an answer that breaks the contract', async () => {
    const client = createBridgeClient({ call: async () => ({ ok: true, value: [{ id: 7 }] }), on: () => () => undefined });
    await expect(client.call('polls:list')).rejects.toThrow();
  });

  it('does not take an event that breaks the contract', () => {
    const bridge = createFakeBridge();
    const client = createBridgeClient({ ...bridge, on: (event, listener) => bridge.on(event, () => listener({ broken: true })) });
    client.on('feed:changed', () => undefined);
    const emit = () => bridge.emit('feed:changed', { state: 'live', since: 0, lagVotes: 0, lagSeconds: 0, message: null });
    expect(emit).toThrow();
  });
});
