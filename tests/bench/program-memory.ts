import { existsSync, readFileSync } from 'node:fs';

const lookEveryMs = 100;
const statusFile = '/proc/self/status';

/** The most memory of this process so far: resident (as the system counts it), and what V8 held of it in objects and buffers. */
export function measureMemory(): { stop(): { readonly peakBytes: number; readonly heapBytes: number } } {
  let heapBytes = 0;
  const look = () => {
    const { heapUsed, external } = process.memoryUsage();
    heapBytes = Math.max(heapBytes, heapUsed + external);
  };
  const timer = setInterval(look, lookEveryMs);
  return {
    stop() {
      clearInterval(timer);
      look();
      return { peakBytes: readPeakBytes(), heapBytes };
    },
  };
}

/** A child's `maxRSS` may be that of its parent at the start; where the system says more, that is read. */
export function readPeakBytes(): number {
  const status = existsSync(statusFile) ? readFileSync(statusFile, 'utf8') : '';
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  return Number(kilobytes ?? process.resourceUsage().maxRSS) * 1024;
}
