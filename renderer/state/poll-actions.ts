import { createStore } from 'zustand/vanilla';
import type { CallArgs } from '../../core/contract/bridge.ts';
import type { BridgeClient } from '../bridge.ts';
import { localTimeZone } from '../model/format.ts';
import { sampleDraft } from '../model/sample-poll.ts';
import type { PollView } from '../model/view-types.ts';
import type { NavigationStore } from './navigation-store.ts';
import type { PollsStore } from './polls-store.ts';
import type { ToastsStore } from './toasts-store.ts';

export type CommandName = CallArgs<'poll:command'>['command'] | 'schedule';
type Closing = CallArgs<'poll:schedule'>['closing'];

export interface PollActionsState {
  /** Polls that a command is under way for, and which. */
  readonly busy: ReadonlyMap<string, CommandName>;
  /** Gives the poll a command; failures are said, and undefined comes back. */
  command(poll: PollView, command: Exclude<CommandName, 'schedule'>): Promise<PollView | undefined>;
  /** Sets when the poll closes by itself, or that it does not; failures are said. */
  schedule(poll: PollView, closing: Closing): Promise<PollView | undefined>;
  /** Hides a closed or draft poll and offers to undo it. */
  hide(poll: PollView): Promise<void>;
  /** Makes a draft with the same content and opens it in the editor. */
  duplicate(poll: PollView): Promise<void>;
  /** Makes a draft that shows what a poll is, to be edited and opened; null where it could not be made (which is said). */
  makeSample(): Promise<PollView | null>;
  /** Creates a poll, or edits the given draft; a failure is thrown for the form to show. */
  save(draft: CallArgs<'poll:create'>, poll: PollView | undefined): Promise<PollView>;
}

export type PollActions = ReturnType<typeof createPollActions>;

interface Dependencies {
  readonly bridge: BridgeClient;
  readonly polls: PollsStore;
  readonly toasts: ToastsStore;
  readonly navigation: NavigationStore;
}

export function createPollActions({ bridge, polls, toasts, navigation }: Dependencies) {
  const { addError, add } = toasts.getState();
  return createStore<PollActionsState>()((set, get) => {
    function setBusy(pollId: string, command: CommandName | undefined): void {
      const busy = new Map(get().busy);
      if (command === undefined) busy.delete(pollId);
      else busy.set(pollId, command);
      set({ busy });
    }

    async function give(poll: PollView, command: CommandName, call: () => Promise<PollView>): Promise<PollView | undefined> {
      if (get().busy.has(poll.id)) return undefined;
      setBusy(poll.id, command);
      try {
        const changed = await call();
        polls.getState().apply([changed]);
        return changed;
      } catch (error) {
        addError(error);
        return undefined;
      } finally {
        setBusy(poll.id, undefined);
      }
    }

    return {
      busy: new Map(),
      command: (poll, command) =>
        give(poll, command, () => bridge.call('poll:command', { pollId: poll.id, revision: poll.revision, command })),
      schedule: (poll, closing) =>
        give(poll, 'schedule', () => bridge.call('poll:schedule', { pollId: poll.id, revision: poll.revision, closing })),
      async hide(poll) {
        const hidden = await get().command(poll, 'hide');
        if (hidden === undefined) return;
        navigation.getState().go({ kind: 'start' });
        const undo = () =>
          void get()
            .command(polls.getState().byId.get(poll.id) ?? hidden, 'show')
            .then((shown) => shown && navigation.getState().go({ kind: 'live', pollId: poll.id }));
        add({ tone: 'info', text: `“${poll.content.question}” is hidden. Its votes are kept.`, action: { label: 'Undo', run: undo } });
      },
      async duplicate(poll) {
        try {
          const copy = await bridge.call('poll:duplicate', { pollId: poll.id });
          polls.getState().apply([copy]);
          navigation.getState().go({ kind: 'editor', pollId: copy.id });
        } catch (error) {
          addError(error);
        }
      },
      async makeSample() {
        try {
          return await get().save(sampleDraft(localTimeZone()), undefined);
        } catch (error) {
          addError(error);
          return null;
        }
      },
      async save(draft, poll) {
        const saved =
          poll === undefined
            ? await bridge.call('poll:create', draft)
            : await bridge.call('poll:edit', { pollId: poll.id, revision: poll.revision, draft });
        polls.getState().apply([saved]);
        return saved;
      },
    };
  });
}
