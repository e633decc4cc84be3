import { Failure, messageOf } from '../../core/domain/failure.ts';
import type { AuthorHealth } from './author-health.ts';
import type { ClusterHistory, ClusterLog } from './cluster-engines.ts';
import type { ConnectionState, PlaceStatus } from './connection.ts';
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
  const problems: string[] = [];
  const ask = async <T, A>(name: string, part: Part<T>, question: (opened: T) => Promise<A>, nothing: A): Promise<A> => {
    const state = part.state();
    if (state.state !== 'up') {
      problems.push(stateSentence(name, state));
      return nothing;
    }
    try {
      return await within(
        patienceMs,
        part.opened.then(question),
        () => new Failure('cancelled', `it took longer than ${patienceMs / 1000} s`),
      );
    } catch (error) {
      problems.push(`${name} cannot be asked just now: ${messageOf(error)}`);
      return nothing;
    }
  };
  const [logStatus, nodes] = await Promise.all([
    ask('Kafka', log, (opened) => opened.status(), { brokers: [], partitions: [] }),
    ask('Cassandra', history, (opened) => opened.nodes(), []),
  ]);
  const authorProblem = author.problem();
  if (authorProblem !== null) problems.push(authorProblem);
  return { problems, brokers: logStatus.brokers, partitions: logStatus.partitions, nodes };
}

function stateSentence(name: string, { message }: ConnectionState): string {
  return message ?? `${name} is being connected to.`;
}
