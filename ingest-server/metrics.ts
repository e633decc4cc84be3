import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { FailureCode } from '../core/domain/failure.ts';
import type { RoleLag } from '../core/domain/server-status.ts';
import type { TallyStatus } from '../core/domain/result.ts';

/** What `/metrics` tells (Prometheus text format). No labels of voters or polls. */
export interface Metrics {
  /** Adds what gauges are read from. */
  use(sources: Partial<MetricsSources>): void;
  voteAccepted(durationMs: number): void;
  refused(code: FailureCode): void;
  recordSkipped(topic: string): void;
  threadRestarted(role: string): void;
  text(): Promise<string>;
  readonly contentType: string;
}

export interface MetricsSources {
  readonly statuses: () => readonly TallyStatus[];
  readonly watchers: () => number;
  /** Of the roles in this process. */
  readonly lags: () => readonly RoleLag[];
  /** Readers of the log rebuilt because they hung, since the start. */
  readonly rebuilds: () => number;
}

export function createMetrics(): Metrics {
  const sources: MetricsSources = { statuses: () => [], watchers: () => 0, lags: () => [], rebuilds: () => 0 };
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
      for (const { partition, end, folded } of sources.statuses()) this.set({ partition }, Math.max(0, end - folded));
    },
  });
  new Gauge({
    name: 'kpoll_tally_unreadable_records',
    help: 'Records in a votes partition that could not be understood and belong to no known run',
    labelNames: ['partition'],
    registers,
    collect() {
      for (const { partition, unreadable } of sources.statuses()) this.set({ partition }, unreadable);
    },
  });
  for (const unit of ['records', 'seconds'] as const) {
    new Gauge({
      name: `kpoll_role_lag_${unit}`,
      help: `How far a role of this process is behind the log, in ${unit}`,
      labelNames: ['role', 'topic', 'partition'],
      registers,
      collect() {
        this.reset();
        for (const { role, topic, partition, ...lag } of sources.lags()) this.set({ role, topic, partition }, lag[unit]);
      },
    });
  }
  new Gauge({
    name: 'kpoll_consumer_rebuilds_total',
    help: 'Readers of the log that hung and were built anew',
    registers,
    collect() {
      this.set(sources.rebuilds());
    },
  });
  new Gauge({
    name: 'kpoll_live_sockets',
    help: 'Participants watching live',
    registers,
    collect() {
      this.set(sources.watchers());
    },
  });
  return {
    use: (more) => void Object.assign(sources, more),
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
