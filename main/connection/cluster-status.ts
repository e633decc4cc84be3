import { messageOf } from '../../core/domain/failure.ts';
import type { AuthorHealth } from './author-health.ts';
import type { ClusterHistory, ClusterLog } from './cluster-engines.ts';
import type { PlaceStatus } from './connection.ts';
import type { Opening } from './opening.ts';
import { within } from './within.ts';

type Part<T> = Pick<Opening<T>, 'opened' | 'state'>;

export interface ClusterParts {
  readonly log: Part<Pick<ClusterLog, 'status'>>;
  readonly history: Part<Pick<ClusterHistory, 'nodes'>>;
  readonly author: Pick<AuthorHealth, 'problem'>;
}

const patienceMs = 3000;

/** Asks brokers and nodes at the same time, each for three seconds at most. */
export async function readClusterStatus({ log, history, author }: ClusterParts): Promise<PlaceStatus> {
  const [logs, nodes] = await Promise.all([
    ask('Kafka', log, (opened) => opened.status()),
    ask('Cassandra', history, (opened) => opened.nodes()),
  ]);
  return {
    problems: [logs.problem, nodes.problem, author.problem()].filter((problem) => problem !== null),
    brokers: logs.answer?.brokers ?? [],
    partitions: logs.answer?.partitions ?? [],
    nodes: nodes.answer ?? [],
  };
}

interface Asked<A> {
  readonly answer: A | undefined;
  readonly problem: string | null;
}

async function ask<T, A>(name: string, part: Part<T>, question: (opened: T) => Promise<A>): Promise<Asked<A>> {
  const { state, message } = part.state();
  if (state !== 'up') return { answer: undefined, problem: message ?? `${name} is being connected to.` };
  const late = () => new Error(`it took longer than ${patienceMs / 1000} s`);
  try {
    return { answer: await within(patienceMs, part.opened.then(question), late), problem: null };
  } catch (error) {
    return { answer: undefined, problem: `${name} cannot be asked just now: ${messageOf(error)}` };
  }
}
