import { createSocketBridge } from '../main/remote/socket-bridge.ts';

const address = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/bridge`;

Object.defineProperty(window, 'kpoll', {
  value: createSocketBridge({
    open({ onOpen, onClose, onMessage }) {
      const socket = new WebSocket(address);
      socket.addEventListener('open', onOpen);
      socket.addEventListener('close', () => onClose());
      socket.addEventListener('message', ({ data }) => onMessage(data));
      return socket;
    },
    clock: Date.now,
    wait: (run, ms) => void setTimeout(run, ms),
    onFault: reportError,
  }),
});
