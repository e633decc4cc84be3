import type { Running } from './running-polls.ts';

export interface LeavingState {
  readonly running: Running;
  /** Whether voting ends with this program. */
  readonly ownsServer: boolean;
}

/** Whether somebody would be surprised if the program ended now. */
export function wouldStopVoting({ running, ownsServer }: LeavingState): boolean {
  return ownsServer && running.polls.length > 0;
}

/** What the button that closes the window does: with a poll running, the window only goes out of sight where there is a tray to bring it back. */
export function whatClosingDoes(state: LeavingState & { readonly hasTray: boolean }): 'close' | 'hide' | 'ask' {
  if (!wouldStopVoting(state)) return 'close';
  return state.hasTray ? 'hide' : 'ask';
}

export type QuitAnswer = 'stay' | 'quit' | 'close-polls';

export interface Question {
  readonly message: string;
  readonly detail: string;
  readonly buttons: readonly { readonly label: string; readonly answer: QuitAnswer }[];
}

/** What is asked before the program ends while polls run: the first button is the safe one. */
export function quitQuestion({ polls, votes }: Running): Question {
  const one = polls.length === 1;
  const count = `${votes.toLocaleString('en')} ${votes === 1 ? 'vote' : 'votes'}`;
  return {
    message: one ? 'A poll is still running.' : `${polls.length} polls are still running.`,
    detail: [
      ...shortList(polls.map(({ question }) => question)),
      '',
      `Kpoll on this computer takes the votes: while it is not running, phones cannot vote. They try again by themselves and go on when Kpoll runs again. The ${count} so far ${votes === 1 ? 'is' : 'are'} safe.`,
      '',
      `Closing ${one ? 'the poll' : 'the polls'} ends voting for good.`,
    ].join('\n'),
    buttons: [
      { label: 'Keep running', answer: 'stay' },
      { label: 'Quit anyway', answer: 'quit' },
      { label: one ? 'Close the poll and quit' : 'Close the polls and quit', answer: 'close-polls' },
    ],
  };
}

const mostNamed = 5;
const longestQuestion = 80;

function shortList(questions: readonly string[]): string[] {
  const named = questions.slice(0, mostNamed).map((question) => `“${shorten(question)}”`);
  const more = questions.length - named.length;
  return more > 0 ? [...named, `and ${more} more`] : named;
}

function shorten(text: string): string {
  return text.length > longestQuestion ? `${text.slice(0, longestQuestion - 1)}…` : text;
}

/** Said once, before the window goes out of sight for the first time. */
export const toldAboutTray = {
  message: 'Kpoll keeps running.',
  detail:
    'Voting goes on. Kpoll stays in the tray: its icon shows the state and brings the window back. Quit Kpoll from the menu of the icon.',
} as const;
