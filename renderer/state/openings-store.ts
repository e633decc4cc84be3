import { createStore } from 'zustand/vanilla';
import type { CallResult, PollDraft } from '../../core/contract/bridge.ts';
import { maxPollFileBytes, pollFileName, pollFileText, readPollFile, tooLarge } from '../../core/contract/poll-file.ts';
import type { BridgeClient } from '../bridge.ts';
import type { PollView } from '../model/view-types.ts';
import type { AppStore } from './app-store.ts';
import type { StartTimer } from './cluster-store.ts';
import type { FeedStore } from './feed-store.ts';
import type { NavigationStore } from './navigation-store.ts';
import type { PollsStore } from './polls-store.ts';
import type { ToastsStore } from './toasts-store.ts';

type Opening = CallResult<'opening:take'>[number];
export type OfferedDraft = Omit<Extract<Opening, { kind: 'draft' }>, 'kind'>;

/** A file as a browser hands it over. */
export type TextFile = Pick<File, 'name' | 'size' | 'text'>;

export interface OpeningsState {
  /** Read from a file, for the editor to take over as a new poll; null when there is none. */
  readonly offered: OfferedDraft | null;
  /** The editor has it. */
  accept(): void;
  /** Takes what the system wants opened. */
  take(): Promise<void>;
  /** Lets the person choose a poll file. */
  choose(): Promise<void>;
  openFile(file: TextFile): Promise<void>;
  saveFile(poll: PollView): void;
}

export type OpeningsStore = ReturnType<typeof createOpeningsStore>;

interface Dependencies {
  readonly bridge: BridgeClient;
  readonly app: AppStore;
  readonly polls: PollsStore;
  readonly feed: FeedStore;
  readonly navigation: NavigationStore;
  readonly toasts: ToastsStore;
  readonly startTimer: StartTimer;
  /** The browser's own dialog; undefined where the person changed their mind. */
  readonly pickFile: (extension: string) => Promise<TextFile | undefined>;
  readonly saveText: (text: string, name: string) => void;
}

/** A place that was reached tells its polls within this time. */
const patienceMs = 5_000;
/** How often that time begins anew while the place is not reached: a minute in all. */
const mostRounds = 12;

/** Links and poll files: what the system, the person or another window hands over to be opened. */
export function createOpeningsStore({ bridge, app, polls, feed, navigation, toasts, startTimer, pickFile, saveText }: Dependencies) {
  const { add, addError } = toasts.getState();
  const findPoll = (code: string) => [...polls.getState().byId.values()].find((poll) => poll.code === code);

  const isReached = () => ['live', 'behind'].includes(feed.getState().feed.state);

  function show(poll: PollView): void {
    leaveStage();
    navigation.getState().go({ kind: 'live', pollId: poll.id });
  }

  /** What is opened belongs on the moderator's screen. */
  function leaveStage(): void {
    if (navigation.getState().presenting !== null) navigation.getState().present(null);
  }

  function openPoll(code: string): void {
    const known = findPoll(code);
    if (known !== undefined) {
      show(known);
      return;
    }
    const forget = polls.subscribe(() => {
      const poll = findPoll(code);
      if (poll === undefined) return;
      stop();
      show(poll);
    });
    let rounds = 0;
    const giveUp = () => {
      rounds += 1;
      if (!isReached() && rounds < mostRounds) {
        stopTimer = startTimer(giveUp, patienceMs);
        return;
      }
      forget();
      add({ tone: 'bad', text: isReached() ? unknownWords(code) : unreachedWords(code) });
    };
    let stopTimer = startTimer(giveUp, patienceMs);
    const stop = () => {
      forget();
      stopTimer();
    };
  }

  return createStore<OpeningsState>()((set, get) => {
    function openAny(opening: Opening): void {
      switch (opening.kind) {
        case 'poll':
          openPoll(opening.code);
          return;
        case 'draft':
          leaveStage();
          set({ offered: { name: opening.name, draft: opening.draft } });
          return;
        case 'problem':
          add({ tone: 'bad', text: opening.message });
      }
    }

    return {
      offered: null,
      accept: () => set({ offered: null }),
      async take() {
        // Nothing is handed over to a page that looks in from elsewhere.
        if (app.getState().info?.shell !== 'electron') return;
        try {
          for (const opening of await bridge.call('opening:take')) openAny(opening);
        } catch (error) {
          addError(error);
        }
      },
      async choose() {
        try {
          if (app.getState().info?.abilities.includes('choose-file') === true) {
            const opening = await bridge.call('pollfile:open');
            if (opening !== null) openAny(opening);
            return;
          }
          const file = await pickFile('.kpoll');
          if (file !== undefined) await get().openFile(file);
        } catch (error) {
          addError(error);
        }
      },
      async openFile(file) {
        try {
          if (file.size > maxPollFileBytes) throw tooLarge(file.name);
          const draft: PollDraft = readPollFile(file.name, await file.text());
          openAny({ kind: 'draft', name: file.name, draft });
        } catch (error) {
          addError(error);
        }
      },
      saveFile(poll) {
        saveText(pollFileText(poll.content), pollFileName(poll.content.question));
      },
    };
  });
}

const unknownWords = (code: string) => `No poll with the code ${code} is known in this place. It may belong to another connection.`;
const unreachedWords = (code: string) =>
  `The poll with the code ${code} cannot be shown: this place is not reached. Open the link again when it is.`;
