import type { MessagePort } from 'node:worker_threads';
import type { CassandraSettings, KafkaSettings } from '../../core/domain/cluster-settings.ts';
import type { Failure } from '../../core/domain/failure.ts';
import type { RoleLag } from '../../core/domain/server-status.ts';

/** Where a role's thread finds the log and the history. */
export type ThreadEngine =
  | { readonly kind: 'embedded'; readonly port: MessagePort }
  | {
      readonly kind: 'cluster';
      readonly clientId: string;
      readonly kafka: KafkaSettings;
      readonly kafkaPassword: string | undefined;
      readonly cassandra: CassandraSettings;
      readonly cassandraPassword: string | undefined;
      readonly replication: number;
      readonly votesPartitions: number;
      readonly resultsPartitions: number;
    };

/** What a role's thread gets from the server. */
export interface ThreadData {
  readonly folder: string;
  readonly engine: ThreadEngine;
  /** This process answers phones as well. */
  readonly besideHttp: boolean;
}

/** What a role's thread tells the server. A failure's class does not survive the way. */
export type ThreadMessage =
  | { readonly kind: 'failure'; readonly failure: Pick<Failure, 'code' | 'message'> }
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'report'; readonly report: RoleReport };

/** How a role is doing, once a second. */
export interface RoleReport {
  readonly lags: readonly RoleLag[];
  readonly rebuilds: number;
}
