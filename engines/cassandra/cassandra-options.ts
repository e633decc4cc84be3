import type { CassandraSettings } from '../../core/domain/cluster-settings.ts';

/** How to reach Cassandra. Failures name the address and the setting they come from. */
export interface CassandraOptions {
  readonly settings: CassandraSettings;
  readonly password: string | undefined;
  /** Told, in a sentence, when a node stops answering and when it is back. */
  readonly onWarning: (message: string) => void;
}
