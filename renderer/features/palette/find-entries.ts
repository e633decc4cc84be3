import type { PollView } from '../../model/view-types.ts';
import type { AppAction } from '../../state/app-actions.ts';

interface Entries {
  readonly actions: readonly AppAction[];
  readonly polls: readonly PollView[];
}

/** Polls listed before anything is typed, and at most after. */
const fewPolls = 8;
const manyPolls = 40;

/** What the typed words mean: every word has to occur, in any order. Only actions that would do something are found. */
export function findEntries(actions: readonly AppAction[], polls: readonly PollView[], search: string): Entries {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const has = (text: string) => words.every((word) => text.toLowerCase().includes(word));
  const newestFirst = [...polls].sort((a, b) => b.createdAt - a.createdAt);
  return {
    actions: actions.filter((action) => action.isOffered() && has(`${action.title} ${action.group}`)),
    polls: newestFirst.filter((poll) => has(`${poll.content.question} ${poll.code}`)).slice(0, words.length === 0 ? fewPolls : manyPolls),
  };
}
