import { now } from '../clock.ts';
import type { Deliveries } from './load-messages.ts';
import { followPoll } from './phone-socket.ts';

export interface PhoneLoad {
  /** Resolves when each has its first message; rejects where one was turned away. */
  connect(url: string, pollId: string, count: number): Promise<void>;
  collect(): Deliveries;
  disconnect(): void;
}

/** So many at once that a server's line of new connections does not overflow. */
const atOnce = 100;
const votersInView = /"voters":(\d+)/;

export function createPhoneLoad(): PhoneLoad {
  let closers: (() => void)[] = [];
  let [phones, times, voters]: [number[], number[], number[]] = [[], [], []];

  function connectOne(url: URL, pollId: string, phone: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const close = followPoll({
        url,
        pollId,
        onMessage(text) {
          phones.push(phone);
          times.push(now());
          voters.push(Number(votersInView.exec(text)?.[1] ?? 0));
          resolve();
        },
        onClose: () => reject(new Error(`phone ${phone} was disconnected`)),
      });
      closers.push(close);
    });
  }

  return {
    async connect(url, pollId, count) {
      const base = new URL(url);
      for (let first = 0; first < count; first += atOnce) {
        const group = Array.from({ length: Math.min(atOnce, count - first) }, (_, index) => first + index);
        await Promise.all(group.map((phone) => connectOne(base, pollId, phone)));
      }
    },
    collect() {
      const deliveries = { phone: Uint32Array.from(phones), at: Float64Array.from(times), voters: Uint32Array.from(voters) };
      [phones, times, voters] = [[], [], []];
      return deliveries;
    },
    disconnect() {
      for (const close of closers) close();
      closers = [];
    },
  };
}
