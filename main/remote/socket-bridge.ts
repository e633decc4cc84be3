import type { Answer, Bridge, CallName, EventName, Feed } from '../../core/contract/bridge.ts';
import { createListeners } from './listeners.ts';
import { createRunningReports } from './running-reports.ts';
import { interrupted, joinAddressesOf, noConnection, pageLostMessage, placeOf, readMessage } from './socket-answers.ts';

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
  readonly channel: CallName;
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
 * may have been missed is told again, also that the place has become another one. A call that was under way when the connection broke fails: it is not known
 * whether it was carried out.
 */
export function createSocketBridge(options: SocketBridgeOptions): SocketBridge {
  const { open, clock, wait, onFault, lostMessage = pageLostMessage, tellAtFirst = false } = options;
  const listeners = createListeners(onFault);
  const { tell } = listeners;
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
  let placeId: string | undefined;
  const reports = createRunningReports();
  let stopped = false;

  const notePlace = (info: unknown) => {
    const place = placeOf(info);
    if (place === undefined) return;
    const isAnother = placeId !== undefined && placeId !== place.placeId;
    placeId = place.placeId;
    if (isAnother) tell('profile:switched', { id: place.profileId });
  };
  const settle = (id: number, answer: Answer) => {
    const call = calls.get(id);
    if (call === undefined) return;
    calls.delete(id);
    if (call.channel === 'app:info' && answer.ok) notePlace(answer.value);
    reports.noteAnswer(call.channel, answer);
    call.resolve(answer);
  };
  const sendCall = (call: OpenCall) => {
    if (socket === undefined) return;
    call.sent = true;
    socket.send(call.text);
  };
  const call = (channel: CallName, args: unknown): Promise<Answer> =>
    new Promise((resolve) => {
      const id = ++lastId;
      const opened: OpenCall = { channel, text: JSON.stringify({ id, channel, args }), resolve, sent: false };
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
      tellAgain('app:info', 'join:changed', joinAddressesOf);
      tellAgain('polls:list', 'polls:changed');
      tellAgain('feed:read', 'feed:changed');
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
    for (const job of reports.breakOff()) tell('report:changed', job);
    tell('feed:changed', { state: 'failed', since: lostSince, lagVotes: 0, lagSeconds: 0, message: lostMessage(reason) } satisfies Feed);
    wait(connect, pauseMs);
    pauseMs = Math.min(pauseMs * 2, longestWaitMs);
  };
  const takeEvent = (event: EventName, payload: unknown) => {
    reports.noteEvent(event, payload);
    if (event === 'profile:switched') {
      placeId = undefined;
      void call('app:info', undefined);
    }
    tell(event, payload);
  };
  const onMessage = (data: unknown) => {
    const message = readMessage(data);
    if (message?.event !== undefined) takeEvent(message.event, message.payload);
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
    on: listeners.on,
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
