import { useEffect, useState } from 'react';
import { optionRows, spokenResult } from '../../model/option-rows.ts';
import type { PollView } from '../../model/view-types.ts';
import { useStores } from '../../state/use-stores.ts';

const pauseMs = 10_000;

/** Speaks the leading option and the total, at most every ten seconds and only when they changed. */
export function SpokenResult({ poll }: { readonly poll: PollView }) {
  const { results } = useStores();
  const [text, setText] = useState('');
  const { id, content } = poll;

  useEffect(() => {
    const speak = () => {
      const snapshot = results.getState().byPoll.get(id);
      if (snapshot !== undefined) setText(spokenResult(optionRows(content.options, snapshot, 'votes'), snapshot.voters));
    };
    const timer = setInterval(speak, pauseMs);
    return () => clearInterval(timer);
  }, [results, id, content.options]);

  return (
    <p className="visually-hidden" role="status" aria-live="polite">
      {text}
    </p>
  );
}
