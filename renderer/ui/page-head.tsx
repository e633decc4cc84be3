import type { ReactNode } from 'react';
import './page-head.css';

interface PageHeadProps {
  readonly question: string;
  /** Above the question: states, what kind of poll it is, the switch between views. */
  readonly states: ReactNode;
  readonly actions: ReactNode;
}

const longFrom = 120;

/** The top of every view of a poll. */
export function PageHead({ question, states, actions }: PageHeadProps) {
  return (
    <header className="poll-head">
      <div className="poll-head-main">
        <div className="poll-head-states">{states}</div>
        <h1 className={question.length > longFrom ? 'poll-question poll-question-long' : 'poll-question'} dir="auto">
          {question}
        </h1>
      </div>
      <div className="poll-head-actions">{actions}</div>
    </header>
  );
}
