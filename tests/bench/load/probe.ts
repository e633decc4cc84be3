// Loaded into a server before its own program: tells of its memory and its time when asked by the benchmark that started it.
import { Session } from 'node:inspector';
import { isMainThread } from 'node:worker_threads';

const session = new Session();

function ask(method: 'Profiler.enable' | 'Profiler.start' | 'Profiler.stop'): Promise<unknown> {
  return new Promise((resolve, reject) => {
    session.post(method, (error: Error | null, result?: object) => (error === null ? resolve(result) : reject(error)));
  });
}

async function answer(question: string): Promise<unknown> {
  switch (question) {
    case 'memory':
      // Twice: what the first collection lets go is freed by the second.
      for (let round = 0; round < 2; round += 1) (globalThis as { gc?: () => void }).gc?.();
      return process.memoryUsage();
    case 'cpu':
      return process.cpuUsage();
    case 'profile-start':
      session.connect();
      await ask('Profiler.enable');
      return ask('Profiler.start');
    case 'profile-stop': {
      const profile = await ask('Profiler.stop');
      session.disconnect();
      return profile;
    }
    default:
      throw new Error(`the probe knows no "${question}"`);
  }
}

if (isMainThread) {
  process.on('message', (question: string) => {
    void answer(question).then((value) => process.send?.(value ?? null));
  });
  // A server is not to outlive the benchmark that started it, however that ends.
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  // Waiting for questions is no reason to go on.
  process.channel?.unref();
}
