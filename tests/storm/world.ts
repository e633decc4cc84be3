import type { LogReader } from '../../core/ports/event-log.ts';
import type { HistoryReader } from '../../core/ports/history-store.ts';
import type { Dashboard } from '../integration/desktop/dashboard-client.ts';
import type { FaultKind } from './catalogue.ts';

/** Undoes a fault; resolves when what it hit works again. */
export type Heal = () => Promise<void>;

/** The product under test, on one engine, with every fault of its catalogue. */
export interface StormWorld {
  /** Where voters send, each through a link that can fail. */
  readonly voteUrls: readonly string[];
  /** Ingest servers that take orders, as they can be reached now. */
  authorUrls(): readonly string[];
  authorToken(): string;
  startDesktop(): Promise<Dashboard>;
  /** By kind and target, such as `kill server`. */
  readonly faults: ReadonlyMap<string, () => Promise<Heal>>;
  /** Past all links. */
  openLog(): Promise<LogReader>;
  openHistory(): Promise<HistoryReader>;
  /** Versions and sizes, for the report. */
  readonly describe: string;
  /** Faults that this computer cannot be made to have, with the reason. */
  readonly impossible: ReadonlyMap<FaultKind, string>;
  /** What programs did that no fault explains. */
  faultsFound(): readonly string[];
  stop(): Promise<void>;
}

export const faultName = (kind: string, target: string): string => `${kind} ${target}`;
