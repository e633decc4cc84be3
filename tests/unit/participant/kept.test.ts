import { describe, expect, it } from 'vitest';
import { createKept } from '../../../participant/kept.ts';

function storage(initial: Record<string, string> = {}): Storage {
  const items = new Map(Object.entries(initial));
  return {
    get length() {
      return items.size;
    },
    clear: () => items.clear(),
    key: () => null,
    getItem: (name) => items.get(name) ?? null,
    setItem: (name, value) => void items.set(name, value),
    removeItem: (name) => void items.delete(name),
  };
}

const vote = { pollId: 'p', voteId: 'abcdefghijklmnop', options: [1, 3] };

describe('what a tab remembers', () => {
  it('survives a reload, poll by poll', () => {
    const tab = storage();
    createKept('p', tab).keepPending(vote);
    createKept('p', tab).keepChoice([1, 3]);
    expect(createKept('p', tab).pending).toEqual(vote);
    expect(createKept('p', tab).choice).toEqual([1, 3]);
    expect(createKept('q', tab).pending).toBeUndefined();
    createKept('p', tab).keepPending(undefined);
    expect(createKept('p', tab).pending).toBeUndefined();
  });

  it('ignores what is damaged or of another poll', () => {
    for (const text of ['{', '7', '{}', JSON.stringify({ ...vote, pollId: 'q' }), JSON.stringify({ ...vote, options: ['1'] })]) {
      expect(createKept('p', storage({ 'pending:p': text, 'choice:p': text })).pending).toBeUndefined();
      expect(createKept('p', storage({ 'pending:p': text, 'choice:p': text })).choice).toBeUndefined();
    }
  });

  it('does without storage, or with one that refuses', () => {
    const refuse = () => {
      throw new Error('forbidden');
    };
    const full = Object.assign(storage(), { setItem: refuse, getItem: refuse, removeItem: refuse });
    for (const tab of [undefined, full]) {
      const kept = createKept('p', tab);
      kept.keepPending(vote);
      expect(kept.pending).toBeUndefined();
    }
  });
});
