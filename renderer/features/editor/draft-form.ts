import type { CallArgs, PollDraft } from '../../../core/contract/bridge.ts';
import { limits, timeZoneSchema } from '../../../core/domain/poll.ts';
import type { ClosingForm } from '../../model/closing-form.ts';
import { closingFormOf, closingPlanOf } from '../../model/closing-form.ts';
import type { PollView } from '../../model/view-types.ts';

/** An option while it is being written. `number` is there once the poll knows it, and goes with it wherever it moves. */
export interface OptionField {
  readonly key: number;
  readonly number?: number | undefined;
  readonly label: string;
}

export interface DraftForm {
  readonly question: string;
  readonly type: PollDraft['type'];
  readonly options: readonly OptionField[];
  readonly min: number;
  readonly max: number;
  readonly reveal: PollDraft['reveal'];
  readonly changes: PollDraft['changes'];
  readonly timeZone: string;
  readonly closing: ClosingForm;
  readonly nextKey: number;
}

export interface FormErrors {
  readonly question?: string;
  /** By option key. */
  readonly options: ReadonlyMap<number, string>;
  readonly optionList?: string;
  readonly choices?: string;
}

export function emptyForm(timeZone: string): DraftForm {
  const options = [1, 2].map((key) => ({ key, label: '' }));
  const closing = closingFormOf(null, timeZone);
  return { question: '', type: 'single', options, min: 1, max: 2, reveal: 'always', changes: 'none', timeZone, closing, nextKey: 3 };
}

export function formOf(poll: PollView): DraftForm {
  const { question, type, options, min, max, reveal, changes, timeZone } = poll.content;
  const fields = options.map(({ number, label }, index) => ({ key: index + 1, number, label }));
  const most = type === 'single' ? fields.length : max;
  const closing = closingFormOf(poll.closing, timeZone);
  return { question, type, options: fields, min, max: most, reveal, changes, timeZone, closing, nextKey: fields.length + 1 };
}

/** A poll from elsewhere, whatever it lacks. A time zone that this computer does not know becomes its own. */
export function formOfDraft(draft: CallArgs<'poll:create'>, localZone: string): DraftForm {
  const { question, type, reveal, changes } = draft;
  const timeZone = timeZoneSchema.safeParse(draft.timeZone).success ? draft.timeZone : localZone;
  const given = draft.options.map(({ label }) => label);
  const labels = given.length >= 2 ? given : [...given, '', ''].slice(0, 2);
  const options = labels.map((label, index) => ({ key: index + 1, label }));
  const max = type === 'single' ? options.length : Math.min(draft.max ?? options.length, options.length);
  const min = Math.min(draft.min ?? 1, max);
  const closing = closingFormOf(null, timeZone);
  return { question, type, options, min, max, reveal, changes, timeZone, closing, nextKey: options.length + 1 };
}

/** Puts an empty option after the given place. */
export function addOption(form: DraftForm, afterIndex: number): DraftForm {
  return insertLabels(form, afterIndex + 1, ['']);
}

function insertLabels(form: DraftForm, at: number, labels: readonly string[]): DraftForm {
  const fields = labels.map((label, index) => ({ key: form.nextKey + index, label }));
  const options = [...form.options.slice(0, at), ...fields, ...form.options.slice(at)];
  return withOptions({ ...form, nextKey: form.nextKey + labels.length }, options);
}

/** "Up to all" stays "up to all" when options come and go. */
function withOptions(form: DraftForm, options: readonly OptionField[]): DraftForm {
  const wasAll = form.max === form.options.length;
  const max = wasAll ? options.length : Math.min(form.max, options.length);
  return { ...form, options, max: Math.max(1, max), min: Math.max(1, Math.min(form.min, max)) };
}

export function removeOption(form: DraftForm, key: number): DraftForm {
  return withOptions(
    form,
    form.options.filter((option) => option.key !== key),
  );
}

export function relabelOption(form: DraftForm, key: number, label: string): DraftForm {
  return { ...form, options: form.options.map((option) => (option.key === key ? { ...option, label } : option)) };
}

/** Swaps the option with its neighbour; -1 is up. Its number goes with it. */
export function moveOption(form: DraftForm, key: number, by: -1 | 1): DraftForm {
  const from = form.options.findIndex((option) => option.key === key);
  const moved = form.options[from];
  const other = form.options[from + by];
  if (moved === undefined || other === undefined) return form;
  const options = [...form.options];
  options[from] = other;
  options[from + by] = moved;
  return { ...form, options };
}

/** Many lines pasted into an option become as many options: the first fills the field, the rest follow it. */
export function pasteOptions(form: DraftForm, key: number, text: string): DraftForm {
  const lines = text
    .split(/\r\n|\r|\n/)
    .map((line) => line.replace(/^\s*(?:[-*•]|\d+[.)])\s+/, '').trim())
    .filter((line) => line !== '');
  const [first, ...rest] = lines;
  const index = form.options.findIndex((option) => option.key === key);
  if (first === undefined || index < 0) return form;
  const room = limits.options - form.options.length;
  return dropEmptyTail(insertLabels(relabelOption(form, key, first), index + 1, rest.slice(0, Math.max(0, room))));
}

function dropEmptyTail(form: DraftForm): DraftForm {
  const filled = form.options.filter((option) => option.label.trim() !== '');
  return filled.length >= 2 ? withOptions(form, filled) : form;
}

/** Undefined where the poll can be saved. Each sentence stands at its field and says what to do. */
export function validateForm(form: DraftForm): FormErrors | undefined {
  const options = optionErrors(form.options);
  const question = questionError(form.question.trim());
  const filled = form.options.filter((option) => option.label.trim() !== '').length;
  const optionList = filled < 2 ? 'A poll needs at least two options.' : undefined;
  const choices = choiceError(form);
  if (question === undefined && optionList === undefined && choices === undefined && options.size === 0) return undefined;
  return {
    options,
    ...(question !== undefined && { question }),
    ...(optionList !== undefined && { optionList }),
    ...(choices !== undefined && { choices }),
  };
}

function questionError(question: string): string | undefined {
  if (question === '') return 'Write the question.';
  if (question.length > limits.questionLength)
    return `The question may have ${limits.questionLength} characters; it has ${question.length}.`;
  return undefined;
}

function optionErrors(options: DraftForm['options']): ReadonlyMap<number, string> {
  const errors = new Map<number, string>();
  const seen = new Set<string>();
  options.forEach(({ key, label }, index) => {
    const text = label.trim();
    const same = text.toLowerCase();
    if (text === '' && index < 2) errors.set(key, 'Write this option.');
    if (text.length > limits.labelLength) errors.set(key, `An option may have ${limits.labelLength} characters; this has ${text.length}.`);
    if (text !== '' && seen.has(same)) errors.set(key, 'Another option reads the same.');
    seen.add(same);
  });
  return errors;
}

function choiceError(form: DraftForm): string | undefined {
  if (form.type === 'single') return undefined;
  const count = form.options.filter((option) => option.label.trim() !== '').length;
  if (!Number.isInteger(form.min) || !Number.isInteger(form.max) || form.min < 1) return 'Give whole numbers from 1.';
  if (form.min > form.max) return 'The least must not be more than the most.';
  if (form.max > Math.max(2, count)) return `There are only ${count} options to choose.`;
  return undefined;
}

/** What is saved: empty options at the end are left out. */
export function draftOf(form: DraftForm): PollDraft {
  const { question, type, min, max, reveal, changes, timeZone } = form;
  const closing = closingPlanOf(form.closing, timeZone);
  const options = form.options
    .filter((option) => option.label.trim() !== '')
    .map(({ number, label }) => ({ ...(number !== undefined && { number }), label: label.trim() }));
  const bounds = type === 'single' ? { min: 1, max: 1 } : { min, max: Math.min(max, options.length) };
  return { question: question.trim(), type, options, ...bounds, reveal, changes, timeZone, closing };
}
