import type { MessagePort } from 'node:worker_threads';
import { Worker } from 'node:worker_threads';
import { Failure, messageOf } from '../../core/domain/failure.ts';
import type { ControlAnswer, ControlMessage, WriterData, WriterDiagnosis } from './log-messages.ts';

export interface WriterThread {
  connect(port: MessagePort): void;
  diagnose(): Promise<WriterDiagnosis>;
  /** Resolves when the thread has ended, asked to or not. */
  readonly ended: Promise<void>;
  /** Resolves when the thread has ended. It ends by itself: terminating it within a query would abort the process. */
  stop(): Promise<void>;
}

/** Resolves once the log is open for writing. */
export async function startWriterThread({ script, data }: { script: URL; data: WriterData }): Promise<WriterThread> {
  const worker = new Worker(script, { workerData: data });
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const diagnoses = new Map<number, (diagnosis: WriterDiagnosis) => void>();
  let lastId = 0;
  const post = (message: ControlMessage, ports: MessagePort[] = []) => worker.postMessage(message, ports);
  worker.on('message', (answer: ControlAnswer) => {
    if (answer.kind !== 'diagnosis') return;
    diagnoses.get(answer.id)?.(answer.diagnosis);
    diagnoses.delete(answer.id);
  });
  await untilReady(worker);
  return {
    ended,
    connect: (port) => post({ kind: 'connect', port }, [port]),
    diagnose() {
      lastId += 1;
      post({ kind: 'diagnose', id: lastId });
      const answered = new Promise<WriterDiagnosis>((resolve) => diagnoses.set(lastId, resolve));
      return Promise.race([answered, ended.then(() => Promise.reject(threadFailed('it has ended')))]);
    },
    stop() {
      post({ kind: 'stop' });
      return ended;
    },
  };
}

function untilReady(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.once('message', (answer: ControlAnswer) => {
      if (answer.kind === 'unusable')
        reject(new Failure(answer.failure.code, answer.failure.message, { retriable: answer.failure.retriable }));
      else resolve();
    });
    // Stays for the thread's life. What is lost by its end is told by the ports, which close.
    worker.on('error', (error) => {
      reject(threadFailed(messageOf(error)));
    });
    worker.once('exit', () => {
      reject(threadFailed('it has ended'));
    });
  });
}

function threadFailed(why: string): Failure {
  return new Failure(
    'log-unavailable',
    `The part of the server that writes the log has failed (${why}). Votes are refused. Restart the server.`,
  );
}
