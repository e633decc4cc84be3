import type { StateWord, Tone } from '../model/poll-words.ts';
import './state-mark.css';

const shapes: Record<Tone, string> = {
  draft: 'M6 2.2a3.8 3.8 0 1 0 0 7.6 3.8 3.8 0 0 0 0-7.6z',
  open: 'M6 1.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9z',
  paused: 'M2.5 1.5h2.5v9H2.5zM7 1.5h2.5v9H7z',
  closing: 'M6 1.5a4.5 4.5 0 0 0 0 9zM6 2.2a3.8 3.8 0 0 1 0 7.6',
  closed: 'M2 2h8v8H2z',
  failed: 'M6 .8l5.6 10.2H.4z',
};

/** The shape that goes with a state's word: ring, disc, two bars, half disc, square, triangle. */
export function StateShape({ tone, size = 12 }: { readonly tone: Tone; readonly size?: number }) {
  const isLine = tone === 'draft';
  return (
    <svg className={`state-shape tone-${tone}`} width={size} height={size} viewBox="0 0 12 12" aria-hidden="true" focusable="false">
      <path
        d={shapes[tone]}
        fill={isLine ? 'none' : 'currentColor'}
        stroke="currentColor"
        strokeWidth={isLine ? 1.6 : tone === 'closing' ? 1.2 : 0}
      />
    </svg>
  );
}

interface StateMarkProps {
  readonly state: StateWord;
  readonly look?: 'badge' | 'plain';
  readonly testId?: string;
}

export function StateMark({ state, look = 'plain', testId }: StateMarkProps) {
  return (
    <span className={`state-mark state-mark-${look} tone-${state.tone}`}>
      <StateShape tone={state.tone} />
      <span data-testid={testId}>{state.word}</span>
    </span>
  );
}
