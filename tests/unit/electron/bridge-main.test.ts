import type { WebContents } from 'electron';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { calls } from '../../../core/contract/bridge.ts';
import { defaultSettings } from '../../../core/domain/settings.ts';
import { bindBridge } from '../../../electron/bridge-main.ts';
import type { Handlers } from '../../../main/bridge/answer.ts';
import { createSilentLogger } from '../main/silent-logger.ts';
import { FakeContents, ipcHandlers } from './fake-electron.ts';

vi.mock('electron', async () => (await import('./fake-electron.ts')).fakeElectron);

interface Frame {
  readonly url: string;
  readonly parent: Frame | null;
}

const ownFrame: Frame = { url: 'kpoll://app/index.html', parent: null };
const asked: string[] = [];

/** The page's contents with a session, and how a frame of any contents calls. */
function bind() {
  const handlers = {
    'settings:read': async () => {
      asked.push('settings:read');
      return defaultSettings;
    },
  } as unknown as Handlers;
  const bridge = bindBridge({ openSession: () => ({ context: { handlers, logger: createSilentLogger() }, stop: () => undefined }) });
  const contents = new FakeContents();
  bridge.addWindow(contents as unknown as WebContents);
  const call = async (sender: object, senderFrame: Frame | null | undefined) =>
    ipcHandlers.get('settings:read')?.({ sender, senderFrame }, undefined);
  return { bridge, contents, call };
}

beforeEach(() => {
  asked.length = 0;
  ipcHandlers.clear();
});

describe('the bridge to windows', () => {
  it('answers the own page', async () => {
    const { contents, call } = bind();
    expect(await call(contents, ownFrame)).toEqual({ ok: true, value: defaultSettings });
  });

  it.each<readonly [string, Frame | null]>([
    ['a frame within the page', { url: 'kpoll://app/index.html', parent: ownFrame }],
    ['a foreign frame within the page', { url: 'https://example.org/', parent: ownFrame }],
    ['a page of another origin', { url: 'https://example.org/kpoll://app/index.html', parent: null }],
    ['a page of another host of our scheme', { url: 'kpoll://other/index.html', parent: null }],
    ['a frame that is gone', null],
  ])('refuses %s, and nothing is done', async (_who, frame) => {
    const { contents, call } = bind();
    await expect(call(contents, frame)).rejects.toThrow('may not call Kpoll');
    expect(asked).toEqual([]);
  });

  it('refuses contents that are no window of ours, even with our address', async () => {
    const { call } = bind();
    await expect(call({ id: 99, getURL: () => ownFrame.url }, ownFrame)).rejects.toThrow('may not call Kpoll');
    expect(asked).toEqual([]);
  });

  it('goes by the address of the contents where Electron does not tell the frame', async () => {
    const { contents, call } = bind();
    expect(await call(contents, undefined)).toMatchObject({ ok: true });
    contents.url = 'https://example.org/';
    await expect(call(contents, undefined)).rejects.toThrow('may not call Kpoll');
  });

  it('refuses a window that is closed', async () => {
    const { contents, call } = bind();
    contents.emit('destroyed');
    await expect(call(contents, ownFrame)).rejects.toThrow('may not call Kpoll');
  });

  it('listens to the calls of the contract and to nothing else', () => {
    const { bridge } = bind();
    expect([...ipcHandlers.keys()]).toEqual(Object.keys(calls));
    bridge.stop();
    expect(ipcHandlers.size).toBe(0);
  });
});
