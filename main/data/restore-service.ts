import { randomBytes } from 'node:crypto';
import type { RestorePlan } from '../../core/contract/bridge-data.ts';
import { Failure } from '../../core/domain/failure.ts';
import type { PlaceSwitch } from '../host/desktop-host.ts';
import type { NewNotice } from '../notices/notices.ts';
import type { CheckedRestore, DataEngine } from './data-engine.ts';
import type { DataShell } from './data-shell.ts';

export interface RunRestore {
  readonly planId: string;
  /** Agreed to: polls that are open now are lost from sight with everything else. */
  readonly stopOpenPolls: boolean;
  readonly place: PlaceSwitch;
}

export interface RestoreService {
  /** Null where the person changed their mind. Only the newest plan is kept. Failure `backup-unusable`, `newer-format`. */
  check(file: string | null): Promise<RestorePlan | null>;
  /** Failure `wrong-state`, `not-found`, `data-folder-busy`; then nothing was replaced. */
  run(wish: RunRestore): Promise<void>;
  drop(planId: string): Promise<void>;
  stop(): Promise<void>;
}

export interface RestoreServiceOptions {
  readonly engine: Pick<DataEngine, 'checkBackup' | 'readContent'>;
  readonly shell: Pick<DataShell, 'chooseBackup' | 'abilities'>;
  readonly folder: string;
  readonly version: string;
  readonly clock: () => number;
  /** Reads anew what was replaced. */
  readonly reload: () => Promise<void>;
  readonly putNotice: (notice: NewNotice) => void;
}

interface Kept {
  readonly plan: RestorePlan;
  readonly checked: CheckedRestore;
}

export function createRestoreService(options: RestoreServiceOptions): RestoreService {
  const { engine, shell, folder, version, clock } = options;
  let kept: Kept | undefined;
  const drop = async () => {
    const dropped = kept;
    kept = undefined;
    await dropped?.checked.drop();
  };
  return {
    async check(given) {
      const file = given ?? (shell.abilities.choose ? await shell.chooseBackup() : null);
      if (file === null) return null;
      await drop();
      const checked = await engine.checkBackup({ folder, file, version, clock });
      const { createdAt, version: madeBy, content } = checked.manifest;
      const planId = randomBytes(12).toString('hex');
      kept = { checked, plan: { planId, file, createdAt, version: madeBy, backup: content, current: checked.current } };
      return kept.plan;
    },
    async run({ planId, stopOpenPolls, place }) {
      if (kept?.plan.planId !== planId)
        throw new Failure('not-found', 'This backup was not checked, or another one was since. Nothing was changed; choose it again.');
      const { openPolls } = await engine.readContent(folder);
      if (openPolls > 0 && !stopOpenPolls) throw pollIsOpen(openPolls);
      const { checked } = kept;
      kept = undefined;
      await place.reconnect(async () => {
        try {
          const aside = await checked.restore();
          options.putNotice(restored(aside));
        } catch (error) {
          await checked.drop();
          throw error;
        }
        await options.reload();
      });
    },
    async drop(planId) {
      if (kept?.plan.planId === planId) await drop();
    },
    stop: drop,
  };
}

function pollIsOpen(count: number): Failure {
  const polls = count === 1 ? 'A poll is' : `${count} polls are`;
  return new Failure(
    'wrong-state',
    `${polls} open here. Restoring would end the voting and set its votes aside. Nothing was changed; close it first, or agree to that.`,
  );
}

function restored(aside: string): NewNotice {
  return {
    id: 'restored',
    severity: 'info',
    title: 'The backup was restored.',
    message: `What was here before is kept in ${aside}. Delete that folder once you are sure that you do not need it: it holds votes and keys.`,
  };
}
