import type { PollDraft } from '../../core/contract/bridge.ts';

/** A poll that anybody in any room can answer, so that a trial needs no thought. */
export function sampleDraft(timeZone: string): PollDraft {
  const labels = ['By bicycle', 'On foot', 'By train or bus', 'By car'];
  return {
    question: 'How did you come here today?',
    type: 'single',
    options: labels.map((label) => ({ label })),
    reveal: 'always',
    changes: 'until-close',
    timeZone,
  };
}
