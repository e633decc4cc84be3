import type { ProfileList } from '../../../core/contract/bridge.ts';
import type { PollView } from '../../model/view-types.ts';
import type { AppAction } from '../../state/app-actions.ts';

type ProfileView = ProfileList['profiles'][number]['profile'];

interface Entries {
  readonly actions: readonly AppAction[];
  readonly polls: readonly PollView[];
  /** To switch to. */
  readonly profiles: readonly ProfileView[];
}

export interface Known {
  readonly actions: readonly AppAction[];
  readonly polls: readonly PollView[];
  /** Null until they were read. */
  readonly profiles: ProfileList | null;
}

/** Polls listed before anything is typed, and at most after. */
const fewPolls = 8;
const manyPolls = 40;

/** What the typed words mean: every word has to occur, in any order. Only actions that would do something are found. */
export function findEntries({ actions, polls, profiles }: Known, search: string): Entries {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const has = (text: string) => words.every((word) => text.toLowerCase().includes(word));
  const newestFirst = [...polls].sort((a, b) => b.createdAt - a.createdAt);
  const others = profiles?.profiles.map(({ profile }) => profile).filter(({ id }) => id !== profiles.active) ?? [];
  return {
    profiles: others.filter(({ name }) => has(`switch to ${name} connection profile`)),
    actions: actions.filter((action) => action.isOffered() && has(`${action.title} ${action.group}`)),
    polls: newestFirst.filter((poll) => has(`${poll.content.question} ${poll.code}`)).slice(0, words.length === 0 ? fewPolls : manyPolls),
  };
}
