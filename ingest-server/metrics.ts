import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { FailureCode } from '../core/domain/failure.ts';
import type { TallyStatus } from '../core/domain/result.ts';

/** What `/metrics` tells (Prometheus text format). No labels of voters or polls. */
export interface Metrics {
  voteAccepted(durationMs: number): void;
  refused(code: FailureCode): void;
  recordSkipped(topic: string): void;
  threadRestarted(role: string): void;
  text(): Promise<string>;
  readonly contentType: string;
}

interface Options {
  readonly statuses: () => readonly TallyStatus[];
  readonly watchers: () => number;
}

export function createMetrics({ statuses, watchers }: Options): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: 'kpoll_' });
  const accepted = new Histogram({
    name: 'kpoll_vote_seconds',
    help: 'Time from a checked request to its 204, in seconds',
    buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers,
  });
  const refusals = new Counter({ name: 'kpoll_refused_total', help: 'Requests refused, by problem code', labelNames: ['code'], registers });
  const skipped = new Counter({
    name: 'kpoll_records_skipped_total',
    help: 'Records that could not be understood',
    labelNames: ['topic'],
    registers,
  });
  const restarts = new Counter({
    name: 'kpoll_thread_restarts_total',
    help: 'Worker threads started again',
    labelNames: ['role'],
    registers,
  });
  new Gauge({
    name: 'kpoll_tally_lag_votes',
    help: 'Records in a votes partition that are not folded yet',
    labelNames: ['partition'],
    registers,
    collect() {
      for (const { partition, end, folded } of statuses()) this.set({ partition }, Math.max(0, end - folded));
    },
  });
  new Gauge({
    name: 'kpoll_live_sockets',
    help: 'Participants watching live',
    registers,
    collect() {
      this.set(watchers());
    },
  });
  return {
    voteAccepted: (durationMs) => {
      accepted.observe(durationMs / 1000);
    },
    refused: (code) => {
      refusals.inc({ code });
    },
    recordSkipped: (topic) => {
      skipped.inc({ topic });
    },
    threadRestarted: (role) => {
      restarts.inc({ role });
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
