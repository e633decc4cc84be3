import type { Poll } from '../../core/domain/poll.ts';
import { currentRun } from '../../core/domain/poll.ts';
import { concealDraft, maySeeResult, pollViewOf } from '../results/poll-views.ts';
import type { ResultsBoard } from '../results/results-board.ts';

/** At most four messages a second for each poll and payload. */
export const pushEveryMs = 250;

export interface LiveSocket {
  send(message: string): void;
}

/** Sends what `GET /polls/{id}` shows to everyone who watches: a snapshot first, then on change. */
export interface LiveHub {
  /** Returns a function that ends the watching. `votedRun`, the run that the participant has a receipt of, decides which payload the socket gets. */
  watch(poll: Poll, votedRun: number | undefined, socket: LiveSocket): () => void;
  /** Tells everyone who watches these polls, now or as soon as the pace allows. */
  changed(pollIds: Iterable<string>): void;
  watchers(): number;
  stop(): void;
}

interface Room {
  /** The run that each participant has voted in, as far as the receipt shown at connecting tells. */
  readonly sockets: Map<LiveSocket, number | undefined>;
  sentAt: number;
  timer: NodeJS.Timeout | undefined;
}

interface Options {
  readonly find: (pollId: string) => Poll | undefined;
  readonly board: Pick<ResultsBoard, 'resultOf'>;
  readonly clock: () => number;
}

export function createLiveHub({ find, board, clock }: Options): LiveHub {
  const rooms = new Map<string, Room>();

  function payload(poll: Poll, hasVoted: boolean): string {
    return JSON.stringify(concealDraft(pollViewOf(poll, maySeeResult(poll, hasVoted) ? board.resultOf(poll) : undefined)));
  }

  function push(pollId: string, room: Room): void {
    room.timer = undefined;
    room.sentAt = clock();
    const poll = find(pollId);
    if (poll === undefined || poll.hidden) return;
    const concealed = payload(poll, false);
    const revealed = maySeeResult(poll, true) === maySeeResult(poll, false) ? concealed : payload(poll, true);
    const run = currentRun(poll)?.run;
    for (const [socket, votedRun] of room.sockets) socket.send(votedRun !== undefined && votedRun === run ? revealed : concealed);
  }

  function schedule(pollId: string): void {
    const room = rooms.get(pollId);
    if (room === undefined || room.timer !== undefined) return;
    const wait = Math.max(0, room.sentAt + pushEveryMs - clock());
    if (wait === 0) push(pollId, room);
    else room.timer = setTimeout(push, wait, pollId, room);
  }

  function roomOf(pollId: string): Room {
    const known = rooms.get(pollId);
    if (known !== undefined) return known;
    const room: Room = { sockets: new Map(), sentAt: 0, timer: undefined };
    rooms.set(pollId, room);
    return room;
  }

  return {
    watch(poll, votedRun, socket) {
      const room = roomOf(poll.id);
      room.sockets.set(socket, votedRun);
      socket.send(payload(poll, votedRun !== undefined));
      return () => {
        room.sockets.delete(socket);
        if (room.sockets.size > 0) return;
        clearTimeout(room.timer);
        rooms.delete(poll.id);
      };
    },
    changed(pollIds) {
      for (const pollId of pollIds) schedule(pollId);
    },
    watchers: () => [...rooms.values()].reduce((sum, room) => sum + room.sockets.size, 0),
    stop() {
      for (const room of rooms.values()) clearTimeout(room.timer);
      rooms.clear();
    },
  };
}
