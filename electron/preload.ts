import { contextBridge, ipcRenderer } from 'electron';
import type { Answer, Bridge } from '../core/contract/bridge.ts';
import { readContractArgument } from './contract-argument.ts';

const { calls, events } = readContractArgument(process.argv);

/** All that a page gets: the calls and events of the contract, and nothing of Electron. */
const bridge: Bridge = {
  async call(channel, args) {
    if (!calls.includes(channel)) return { ok: false, code: 'invalid-request', message: 'There is no such call.' };
    const answer: unknown = await ipcRenderer.invoke(channel, args);
    return answer as Answer;
  },
  on(event, listener) {
    if (!events.includes(event)) throw new Error(`There is no event "${event}".`);
    const forward = (_event: unknown, payload: unknown) => listener(payload);
    ipcRenderer.on(event, forward);
    return () => void ipcRenderer.removeListener(event, forward);
  },
};

contextBridge.exposeInMainWorld('kpoll', bridge);
