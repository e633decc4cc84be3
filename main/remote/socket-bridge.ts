import type { Answer, Bridge, CallName, EventName, Feed } from '../../core/contract/bridge.ts';
import { interrupted, joinAddressesOf, noConnection, pageLostMessage, readMessage } from './socket-answers.ts';

/** The part of a browser's WebSocket that is used. */
export interface SocketLike {
  send(text: string): void;
  close(): void;
}

export interface SocketEvents {
  onOpen(): void;
  /** Also where it never opened; why, for people, where that is known. */
  onClose(reason?: string): void;
  onMessage(data: unknown): void;
}

export interface SocketBridgeOptions {
  readonly open: (events: SocketEvents) => SocketLike;
  readonly clock: () => number;
  readonly wait: (run: () => void, ms: number) => void;
  /** A listener threw: the others are told all the same. */
  readonly onFault: (error: unknown) => void;
  /** What the feed says while there is no connection. */
  readonly lostMessage?: (reason: string | undefined) => string;
  /** Whether what there is shall be told as events already when the first connection stands. */
  readonly tellAtFirst?: boolean;
}

export interface SocketBridge extends Bridge {
  isConnected(): boolean;
  /** Calls under way fail; nothing is told any more. */
  stop(): void;
}

interface OpenCall {
  readonly text: string;
  readonly resolve: (answer: Answer) => void;
  sent: boolean;
}

const firstWaitMs = 250;
const longestWaitMs = 4000;
/** A call made while there is no connection waits so long for one. */
const callPatienceMs = 10_000;
/** A cut network closes no socket: so often the other side must answer, or the connection is taken for lost. */
const beatMs = 5000;

/**
 * The bridge over a WebSocket that comes back by itself. Subscriptions survive; after an interruption everything that
 * may have been missed is told again. A call that was under way when the connection broke fails: it is not known
 * whether it was carried out.
 */
export function createSocketBridge(options: SocketBridgeOptions): SocketBridge {
  const { open, clock, wait, onFault, lostMessage = pageLostMessage, tellAtFirst = false } = options;
  const listeners = new Map<EventName, Set<(payload: unknown) => void>>();
  const calls = new Map<number, OpenCall>();
  let socket: SocketLike | undefined;
  let lastId = 0;
  let pauseMs = firstWaitMs;
  let watchArgs: unknown;
  /** What an earlier connection still has to say is of no interest. */
  let current: SocketEvents | undefined;
  let closeCurrent: () => void = () => undefined;
  let mayHaveMissed = tellAtFirst;
  let lostSince: number | undefined;
  let stopped = false;

  const tell = (event: EventName, payload: unknown) => {
    for (const listener of listeners.get(event) ?? []) {
      try {
        listener(payload);
      } catch (error) {
        onFault(error);
      }
    }
  };
  const settle = (id: number, answer: Answer) => {
    const call = calls.get(id);
    calls.delete(id);
    call?.resolve(answer);
  };
  const sendCall = (call: OpenCall) => {
    if (socket === undefined) return;
    call.sent = true;
    socket.send(call.text);
  };
  const call = (channel: CallName, args: unknown): Promise<Answer> =>
    new Promise((resolve) => {
      const id = ++lastId;
      const opened: OpenCall = { text: JSON.stringify({ id, channel, args }), resolve, sent: false };
      calls.set(id, opened);
      if (socket === undefined) wait(() => (calls.get(id)?.sent === false ? settle(id, noConnection) : undefined), callPatienceMs);
      else sendCall(opened);
    });
  const tellAgain = (channel: CallName, event: EventName, pick: (value: unknown) => unknown = (value) => value) => {
    void call(channel, undefined).then((answer) => (answer.ok ? tell(event, pick(answer.value)) : undefined));
  };
  const onOpen = (opened: SocketLike) => {
    socket = opened;
    lostSince = undefined;
    pauseMs = firstWaitMs;
    const waiting = [...calls.values()];
    if (mayHaveMissed) {
      if (watchArgs !== undefined) void call('results:watch', watchArgs);
      tellAgain('polls:list', 'polls:changed');
      tellAgain('feed:read', 'feed:changed');
      tellAgain('app:info', 'join:changed', joinAddressesOf);
    }
    mayHaveMissed = true;
    waiting.forEach(sendCall);
    beatSoon(opened);
  };
  const beatSoon = (opened: SocketLike) => {
    let answered = true;
    const beat = () => {
      if (socket !== opened) return;
      if (!answered) {
        opened.close();
        onClose('it does not answer any more');
        return;
      }
      answered = false;
      void call('settings:read', undefined).then(() => (answered = true));
      wait(beat, beatMs);
    };
    wait(beat, beatMs);
  };
  const onClose = (reason?: string) => {
    socket = undefined;
    current = undefined;
    mayHaveMissed = true;
    for (const [id, open] of calls) if (open.sent) settle(id, interrupted);
    if (stopped) return;
    lostSince ??= clock();
    tell('feed:changed', { state: 'failed', since: lostSince, lagVotes: 0, lagSeconds: 0, message: lostMessage(reason) } satisfies Feed);
    wait(connect, pauseMs);
    pauseMs = Math.min(pauseMs * 2, longestWaitMs);
  };
  const onMessage = (data: unknown) => {
    const message = readMessage(data);
    if (message?.event !== undefined) tell(message.event, message.payload);
    else if (message?.id !== undefined && message.answer !== undefined) settle(message.id, message.answer);
  };
  const connect = () => {
    if (stopped) return;
    const events: SocketEvents = {
      onOpen: () => (current === events ? onOpen(opening) : undefined),
      onClose: (reason) => (current === events ? onClose(reason) : undefined),
      onMessage: (data) => (current === events ? onMessage(data) : undefined),
    };
    current = events;
    const opening: SocketLike = open(events);
    closeCurrent = () => opening.close();
  };

  connect();
  return {
    call(channel, args) {
      if (channel === 'results:watch') watchArgs = args;
      return call(channel, args);
    },
    on(event, listener) {
      const ofEvent = listeners.get(event) ?? new Set();
      listeners.set(event, ofEvent.add(listener));
      return () => ofEvent.delete(listener);
    },
    isConnected: () => socket !== undefined,
    stop() {
      stopped = true;
      listeners.clear();
      closeCurrent();
      onClose();
      for (const id of calls.keys()) settle(id, noConnection);
    },
  };
}
