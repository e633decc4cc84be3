import type { NewNotice } from '../notices/notices.ts';

export interface DiskWatchOptions {
  /** Undefined where the system does not say. */
  readonly freeBytes: () => Promise<number | undefined>;
  /** Why the server of this computer takes no votes just now, in its own words; undefined where it does, or there is none. */
  readonly refusal: () => Promise<ServerRefusal | undefined>;
  readonly putNotice: (notice: NewNotice) => void;
  readonly removeNotice: (id: string) => void;
  readonly everyMs?: number;
}

export interface ServerRefusal {
  readonly code: string;
  readonly message: string;
}

const lowBytes = 200 * 1024 * 1024;
const defaultEveryMs = 2_000;

/** Says while the disk of the data is full or nearly so, and takes it back when that has passed. */
export function watchDisk({ freeBytes, refusal, putNotice, removeNotice, everyMs = defaultEveryMs }: DiskWatchOptions) {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let toldOfLow: string | undefined;
  /** What a person has dismissed is told again only when it has changed. */
  const tellOfLow = (notice: NewNotice | undefined) => {
    if (notice?.message === toldOfLow) return;
    toldOfLow = notice?.message;
    if (notice === undefined) removeNotice('disk-low');
    else putNotice(notice);
  };
  const look = async () => {
    const [free, refused] = await Promise.all([freeBytes().catch(() => undefined), refusal()]);
    if (stopped) return;
    const isFull = refused?.code === 'disk-full';
    if (isFull) putNotice(fullDisk);
    else removeNotice(fullDisk.id);
    tellOfLow(!isFull && free !== undefined && free < lowBytes ? lowSpace(free) : undefined);
  };
  const run = async () => {
    await look();
    if (stopped) return;
    timer = setTimeout(() => void run(), everyMs);
    timer.unref();
  };
  void run();
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

const fullDisk: NewNotice = {
  id: 'disk-full',
  severity: 'bad',
  title: 'Voting is paused: the disk of this computer is full.',
  message: 'Votes that were confirmed are safe; phones send the others again by themselves. Free some space; voting goes on by itself.',
  dismissible: false,
};

/** Ten megabytes at a time: the number is not to flicker. */
function lowSpace(free: number): NewNotice {
  const megabytes = Math.max(10, Math.floor(free / (10 * 1024 * 1024)) * 10);
  return {
    id: 'disk-low',
    severity: 'warning',
    title: 'The disk of this computer is nearly full.',
    message: `Less than ${megabytes + 10} MB are free. When nothing is left, voting pauses. Free some space.`,
  };
}
