import { createStore } from 'zustand/vanilla';
import type { BackupJob, DataInfo, RestorePlan } from '../../core/contract/bridge-data.ts';
import { messageOf } from '../../core/domain/failure.ts';
import type { BridgeClient } from '../bridge.ts';
import { countOf } from '../model/format.ts';
import type { NavigationStore } from './navigation-store.ts';
import type { ToastsStore } from './toasts-store.ts';

export interface DataState {
  /** Null until it was read. */
  readonly info: DataInfo | null;
  /** The backup that is being written, or null. */
  readonly backup: BackupJob | null;
  /** A backup is being read and checked. */
  readonly isChecking: boolean;
  readonly plan: RestorePlan | null;
  /** Why the last step towards a restore did not work, or null. */
  readonly message: string | null;
  readonly isMoving: boolean;
  load(): Promise<void>;
  backUp(): Promise<void>;
  cancelBackup(): void;
  applyBackup(job: BackupJob): void;
  show(): void;
  /** Without a file the shell asks for one. Opens the question what restoring it would do. */
  check(file: string | null): Promise<void>;
  /** The window begins anew when it is done. */
  restore(stopOpenPolls: boolean): Promise<void>;
  forgetPlan(): void;
  /** The program starts again when it is done. */
  move(stopOpenPolls: boolean): Promise<void>;
}

export type DataStore = ReturnType<typeof createDataStore>;

interface Dependencies {
  readonly bridge: BridgeClient;
  readonly toasts: ToastsStore;
  readonly navigation: NavigationStore;
}

/** The data of this computer: where they are, backups, restoring and moving. */
export function createDataStore({ bridge, toasts, navigation }: Dependencies) {
  const { add, addError } = toasts.getState();

  function announce(job: BackupJob, canShow: boolean): void {
    if (job.state === 'failed') add({ tone: 'bad', text: job.message ?? 'The backup could not be made. Try again.' });
    if (job.state === 'cancelled') add({ tone: 'info', text: 'The backup was cancelled. Nothing was saved.' });
    if (job.state !== 'done') return;
    const reveal = () => void bridge.call('backup:reveal', { jobId: job.jobId }).catch(addError);
    const text = `The backup is saved: ${countOf(job.votes ?? 0, 'vote')}. It holds the keys of the server: keep it safe. ${job.file}`;
    add({ tone: 'good', text, ...(canShow && { action: { label: 'Show in folder', run: reveal } }) });
  }

  return createStore<DataState>()((set, get) => ({
    info: null,
    backup: null,
    isChecking: false,
    plan: null,
    message: null,
    isMoving: false,
    async load() {
      try {
        set({ info: await bridge.call('data:read') });
      } catch (error) {
        addError(error);
      }
    },
    async backUp() {
      try {
        if (get().info === null) await get().load();
        const job = await bridge.call('backup:start');
        if (job !== null) set({ backup: job });
      } catch (error) {
        addError(error);
      }
    },
    cancelBackup() {
      const { backup } = get();
      if (backup !== null) bridge.call('backup:cancel', { jobId: backup.jobId }).catch(addError);
    },
    applyBackup(job) {
      const isRunning = job.state === 'running';
      set({ backup: isRunning ? job : null });
      if (isRunning) return;
      announce(job, get().info?.abilities.show === true);
      void get().load();
    },
    show() {
      bridge.call('data:show').catch(addError);
    },
    async check(file) {
      if (get().isChecking) return;
      set({ isChecking: true, message: null });
      try {
        const plan = await bridge.call('restore:check', { file });
        set({ plan });
        if (plan !== null) navigation.getState().open({ kind: 'restore' });
      } catch (error) {
        set({ message: messageOf(error) });
        navigation.getState().open({ kind: 'restore' });
      } finally {
        set({ isChecking: false });
      }
    },
    async restore(stopOpenPolls) {
      const { plan } = get();
      if (plan === null) return;
      set({ isChecking: true, message: null });
      try {
        await bridge.call('restore:run', { planId: plan.planId, stopOpenPolls });
      } catch (error) {
        set({ message: messageOf(error) });
      } finally {
        set({ isChecking: false });
      }
    },
    forgetPlan() {
      const { plan } = get();
      set({ plan: null, message: null });
      if (plan !== null) bridge.call('restore:drop', { planId: plan.planId }).catch(addError);
    },
    async move(stopOpenPolls) {
      set({ isMoving: true, message: null });
      try {
        const moved = await bridge.call('data:move', { stopOpenPolls });
        if (moved !== null) add({ tone: 'good', text: `The data were copied to ${moved.folder}. Kpoll starts again there.` });
      } catch (error) {
        addError(error);
      } finally {
        set({ isMoving: false });
      }
    },
  }));
}
