import type { PollView } from '../core/contract/http.ts';
import { retryDelayMs } from './retry-delay.ts';

export interface LiveFeed {
  /** Connects anew, as after a vote: what a socket may see was decided when it connected. */
  reconnect(): void;
}

/** Follows a poll over a socket, and asks over HTTP while none can be had. Lives as long as the page. */
export function followPoll(pollId: string, onView: (view: PollView) => void): LiveFeed {
  const query = encodeURIComponent(pollId);
  let socket: WebSocket | undefined;
  let attempt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function connect(): void {
    clearTimeout(timer);
    const own = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws?poll=${query}`);
    socket = own;
    own.onmessage = (event) => {
      attempt = 0;
      if (own === socket) onView(JSON.parse(String(event.data)) as PollView);
    };
    own.onclose = () => {
      if (own === socket) lost();
    };
  }

  function lost(): void {
    socket = undefined;
    timer = setTimeout(connect, retryDelayMs(attempt, 0, Math.random));
    attempt += 1;
    if (attempt > 1) void askOnce();
  }

  async function askOnce(): Promise<void> {
    try {
      const response = await fetch(`/polls/${query}`, { cache: 'no-store' });
      if (response.ok) onView((await response.json()) as PollView);
    } catch {
      // Still no network: the next attempt is planned already.
    }
  }

  function reconnect(): void {
    const old = socket;
    attempt = 0;
    connect();
    old?.close();
  }

  // A phone that was asleep, or out of reach, should be right within a moment of being looked at.
  const wake = () => {
    if (document.visibilityState === 'visible' && socket?.readyState !== WebSocket.OPEN) reconnect();
  };
  document.addEventListener('visibilitychange', wake);
  addEventListener('online', wake);
  connect();
  return { reconnect };
}
