import type { CassandraSettings, KafkaSettings } from '../../core/domain/cluster-settings.ts';
import type { LogStatus, NodeStatus } from '../../core/domain/cluster-status.ts';
import type { LogReader } from '../../core/ports/event-log.ts';
import type { HistoryReader } from '../../core/ports/history-store.ts';

export interface ClusterLog extends LogReader {
  status(): Promise<LogStatus>;
}

export interface ClusterHistory extends HistoryReader {
  nodes(): Promise<readonly NodeStatus[]>;
}

interface OpenPart<S> {
  readonly settings: S;
  readonly password: string | undefined;
  readonly onWarning: (message: string) => void;
}

export type OpenClusterLog = (options: OpenPart<KafkaSettings> & { readonly clientId: string }) => Promise<ClusterLog>;
export type OpenClusterHistory = (options: OpenPart<CassandraSettings>) => Promise<ClusterHistory>;

/** How the composition roots let a cluster be opened. Both reject with a Failure that names the part and the setting. */
export interface ClusterEngines {
  readonly openLog: OpenClusterLog;
  readonly openHistory: OpenClusterHistory;
}
