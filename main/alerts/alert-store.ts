import { z } from 'zod';
import type { AlertMemory, AlertRule } from '../../core/domain/alert.ts';
import { alertMemorySchema, alertRuleSchema, mostAlertRules } from '../../core/domain/alert.ts';
import type { AtomicFileOptions } from '../settings/atomic-file.ts';
import { openAtomicFile } from '../settings/atomic-file.ts';

/** A rule and what is remembered of it. */
export interface StoredAlert {
  readonly rule: AlertRule;
  readonly memory: AlertMemory;
}

export type PlaceAlerts = ReadonlyMap<string, readonly StoredAlert[]>;

/** The alerts of all polls at all places, in one small file that is always whole. */
export interface AlertStore {
  /** By poll id. */
  ofPlace(profileId: string): PlaceAlerts;
  /** Resolves when they are on disk; read at once. None removes the poll. */
  write(profileId: string, pollId: string, alerts: readonly StoredAlert[]): Promise<void>;
  /** Forgets what belongs to no profile that is left, and polls of the place that are not among those given. */
  keep(profileIds: readonly string[], profileId: string, pollIds: ReadonlySet<string>): Promise<void>;
  /** Reads the file again, where a backup has replaced it. */
  reload(): Promise<void>;
  stop(): Promise<void>;
}

const fileSchema = z.object({
  v: z.literal(1),
  polls: z.array(
    z.object({
      profileId: z.string(),
      pollId: z.string(),
      alerts: z.array(z.object({ rule: alertRuleSchema, memory: alertMemorySchema })).max(mostAlertRules),
    }),
  ),
});
type Content = z.infer<typeof fileSchema>;
type Entry = Content['polls'][number];

export type AlertStoreOptions = Pick<AtomicFileOptions<unknown>, 'file' | 'clock' | 'logger' | 'onTrouble'>;

export async function openAlertStore(options: AlertStoreOptions): Promise<AlertStore> {
  const file = await openAtomicFile<Content>({
    ...options,
    what: 'the alerts',
    parse: (content) => fileSchema.safeParse(content).data,
    initial: { v: 1, polls: [] },
  });
  const save = (polls: readonly Entry[]) => file.write({ v: 1, polls: [...polls] });
  return {
    ofPlace: (profileId) =>
      new Map(
        file
          .read()
          .polls.filter((entry) => entry.profileId === profileId)
          .map(({ pollId, alerts }) => [pollId, alerts]),
      ),
    write(profileId, pollId, alerts) {
      const others = file.read().polls.filter((entry) => entry.profileId !== profileId || entry.pollId !== pollId);
      return save(alerts.length === 0 ? others : [...others, { profileId, pollId, alerts: [...alerts] }]);
    },
    async keep(profileIds, profileId, pollIds) {
      const { polls } = file.read();
      const kept = polls.filter((entry) =>
        entry.profileId === profileId ? pollIds.has(entry.pollId) : profileIds.includes(entry.profileId),
      );
      if (kept.length < polls.length) await save(kept);
    },
    reload: file.reload,
    stop: file.stop,
  };
}
