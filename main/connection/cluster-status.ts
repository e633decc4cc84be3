import type { LogStatus, NodeStatus } from '../../core/domain/cluster-status.ts';
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
  readonly patienceMs?: number;
}

const defaultPatienceMs = 3000;

/**
 * Asks brokers and nodes at the same time, each for three seconds at most and never twice at once. Of a part that does
 * not answer, what it last said is shown, as down.
 */
export function createClusterStatus({ log, history, author, patienceMs = defaultPatienceMs }: ClusterParts): () => Promise<PlaceStatus> {
  const askLog = createQuestion({ name: 'Kafka', part: log, question: (opened) => opened.status(), asDown: logAsDown, patienceMs });
  const askNodes = createQuestion({
    name: 'Cassandra',
    part: history,
    question: (opened) => opened.nodes(),
    asDown: nodesAsDown,
    patienceMs,
  });
  return async () => {
    const [logs, nodes] = await Promise.all([askLog(), askNodes()]);
    return {
      problems: [logs.problem, nodes.problem, author.problem()].filter((problem) => problem !== null),
      brokers: logs.answer?.brokers ?? [],
      partitions: logs.answer?.partitions ?? [],
      nodes: nodes.answer ?? [],
    };
  };
}

function nodesAsDown(nodes: readonly NodeStatus[]): readonly NodeStatus[] {
  return nodes.map((node) => ({ ...node, up: false }));
}

/** Of partitions nothing new is known: they stay as they were. */
function logAsDown({ brokers, partitions }: LogStatus): LogStatus {
  return { brokers: brokers.map((broker) => ({ ...broker, up: false })), partitions };
}

interface Question<T, A> {
  readonly name: string;
  readonly part: Part<T>;
  readonly question: (opened: T) => Promise<A>;
  readonly asDown: (last: A) => A;
  readonly patienceMs: number;
}

interface Asked<A> {
  readonly answer: A | undefined;
  readonly problem: string | null;
}

function createQuestion<T, A>({ name, part, question, asDown, patienceMs }: Question<T, A>) {
  let last: A | undefined;
  let underWay: Promise<A> | undefined;
  const ask = async (): Promise<A> => {
    try {
      return (last = await question(await part.opened));
    } finally {
      underWay = undefined;
    }
  };
  const late = () => new Error(`it took longer than ${patienceMs / 1000} s`);
  return async (): Promise<Asked<A>> => {
    const down = () => (last === undefined ? undefined : asDown(last));
    const { state, message } = part.state();
    if (state !== 'up') return { answer: down(), problem: message ?? `${name} is being connected to.` };
    try {
      return { answer: await within(patienceMs, (underWay ??= ask()), late), problem: null };
    } catch (error) {
      const shown = last === undefined ? '' : '; what is shown of it is what it last said';
      return { answer: down(), problem: `${name} cannot be asked just now: ${messageOf(error)}${shown}` };
    }
  };
}
