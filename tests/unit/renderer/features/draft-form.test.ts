import { describe, expect, it } from 'vitest';
import {
  addOption,
  draftOf,
  emptyForm,
  formOf,
  formOfDraft,
  moveOption,
  pasteOptions,
  relabelOption,
  removeOption,
  validateForm,
} from '../../../../renderer/features/editor/draft-form.ts';
import { draft, startOn } from '../state/start-stores.ts';

const labels = (form: ReturnType<typeof emptyForm>) => form.options.map(({ label }) => label);

function filled() {
  const form = { ...emptyForm('UTC'), question: 'Tea or coffee?' };
  return relabelOption(relabelOption(form, 1, 'Tea'), 2, 'Coffee');
}

describe('draft form', () => {
  it('says at each field what is missing', () => {
    const errors = validateForm(emptyForm('UTC'));
    expect(errors?.question).toBe('Write the question.');
    expect([...(errors?.options.values() ?? [])]).toEqual(['Write this option.', 'Write this option.']);
    expect(errors?.optionList).toBe('A poll needs at least two options.');
  });

  it('can be saved once a question and two options are there', () => {
    expect(validateForm(filled())).toBeUndefined();
  });

  it('leaves out empty options', () => {
    const form = addOption(filled(), 1);
    expect(validateForm(form)).toBeUndefined();
    expect(draftOf(form).options).toEqual([{ label: 'Tea' }, { label: 'Coffee' }]);
  });

  it('does not take two options that read the same', () => {
    const form = relabelOption(filled(), 2, ' tea ');
    expect(validateForm(form)?.options.get(2)).toBe('Another option reads the same.');
  });

  it('makes many options of many pasted lines, without their bullets and numbers', () => {
    const form = pasteOptions(emptyForm('UTC'), 1, '1. Tea\r\n2) Coffee\n\n- Water\n');
    expect(labels(form)).toEqual(['Tea', 'Coffee', 'Water']);
  });

  it('takes no more pasted options than a poll may have', () => {
    const lines = Array.from({ length: 150 }, (_, index) => `Option ${index}`).join('\n');
    expect(pasteOptions(emptyForm('UTC'), 1, lines).options.length).toBeLessThanOrEqual(100);
  });

  it('keeps an option’s number wherever it moves', async () => {
    const { stores } = await startOn();
    const poll = await stores.actions.getState().save(draft, undefined);
    const moved = moveOption(formOf(poll), 2, -1);
    expect(draftOf(moved).options).toEqual([
      { number: 2, label: 'Coffee' },
      { number: 1, label: 'Tea' },
    ]);
    const saved = await stores.actions.getState().save(draftOf(addAndName(moved, 'Water')), poll);
    expect(saved.content.options.map(({ number, label }) => [number, label])).toEqual([
      [2, 'Coffee'],
      [1, 'Tea'],
      [3, 'Water'],
    ]);
  });

  it('does not move the first option up', () => {
    const form = filled();
    expect(moveOption(form, 1, -1)).toBe(form);
  });

  it('keeps the bounds of a multiple choice within the options there are', () => {
    const three = addAndName({ ...filled(), type: 'multiple' }, 'Water');
    expect(draftOf(three)).toMatchObject({ min: 1, max: 3 });
    expect(removeOption(three, 3).max).toBe(2);
    expect(validateForm({ ...three, min: 3, max: 2 })?.choices).toBe('The least must not be more than the most.');
    expect(validateForm({ ...three, min: Number.NaN })?.choices).toBe('Give whole numbers from 1.');
  });

  it('sends 1 and 1 for a single choice', () => {
    expect(draftOf(filled())).toMatchObject({ type: 'single', min: 1, max: 1 });
  });
});

function addAndName(form: ReturnType<typeof emptyForm>, label: string) {
  const more = addOption(form, form.options.length - 1);
  const added = more.options[more.options.length - 1];
  return relabelOption(more, added?.key ?? 0, label);
}

describe('a poll from a file', () => {
  const draft = {
    ...({ question: 'Tea?', type: 'multiple', min: 3, max: 50, reveal: 'always', changes: 'none', timeZone: 'Mars/Olympus' } as const),
    options: [{ label: 'Yes' }],
  };

  it('becomes a form that can be mended, whatever it lacks', () => {
    const form = formOfDraft(draft, 'Europe/Berlin');
    expect(form.options.map(({ label }) => label)).toEqual(['Yes', '']);
    expect(form).toMatchObject({ question: 'Tea?', min: 2, max: 2, timeZone: 'Europe/Berlin', nextKey: 3 });
    expect(formOfDraft({ ...draft, options: [] }, 'UTC').options).toHaveLength(2);
  });

  it('keeps what is right', () => {
    const form = formOfDraft(
      { ...draft, min: 1, max: 2, timeZone: 'Asia/Tokyo', options: [{ label: 'A' }, { label: 'B' }, { label: 'C' }] },
      'UTC',
    );
    expect(form).toMatchObject({ min: 1, max: 2, timeZone: 'Asia/Tokyo' });
    expect(form.options.every(({ number }) => number === undefined)).toBe(true);
  });
});
