/** The form that the server rendered, while script looks after it. */
export interface VoteForm {
  readonly voteId: string;
  readonly selected: readonly number[];
  select(options: readonly number[]): void;
  /** What is wrong with the selection, for the voter; undefined where it can be sent. */
  complaint(): string | undefined;
  focusFirst(): void;
  setBusy(isBusy: boolean): void;
  /** The word on the button; without one, the server's. */
  setButton(text?: string): void;
  setStatus(text: string, isError?: boolean): void;
}

interface Listeners {
  readonly onSubmit: () => void;
}

export function createVoteForm(form: HTMLFormElement, { onSubmit }: Listeners): VoteForm {
  const picks = [...form.querySelectorAll<HTMLInputElement>('input[name="option"]')];
  const button = form.querySelector<HTMLButtonElement>('[data-send]');
  const status = form.querySelector<HTMLElement>('[data-status]');
  const word = button?.textContent ?? '';
  const min = Number(form.dataset['min']);
  const max = Number(form.dataset['max']);
  const isSeveral = picks[0]?.type === 'checkbox';
  let isBusy = false;

  const selected = () => picks.filter((pick) => pick.checked).map((pick) => Number(pick.value));

  const setStatus = (text: string, isError = false): void => {
    status?.classList.toggle('bad', isError);
    if (status !== null && status.textContent !== text) status.textContent = text;
  };

  /** More than `max` cannot be picked: the rest waits until one is given back. */
  const applyLimit = (): void => {
    const count = selected().length;
    for (const pick of picks) {
      const isShut = isBusy || (isSeveral && count >= max && !pick.checked);
      if (isShut) pick.setAttribute('aria-disabled', 'true');
      else pick.removeAttribute('aria-disabled');
    }
    if (!isBusy && isSeveral)
      setStatus(count === 0 ? '' : `${count} chosen${count === max && max < picks.length ? ', no more possible' : ''}`);
    else if (!isBusy) setStatus('');
  };

  form.noValidate = true;
  // aria-disabled keeps what is locked readable and in the tab order; so the click is what must be refused.
  form.addEventListener('click', (event) => {
    if (event.target instanceof HTMLInputElement && event.target.getAttribute('aria-disabled') === 'true') event.preventDefault();
  });
  form.addEventListener('change', applyLimit);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    onSubmit();
  });
  if (isSeveral) applyLimit();

  return {
    get voteId() {
      return form.querySelector<HTMLInputElement>('input[name="voteId"]')?.value ?? '';
    },
    get selected() {
      return selected();
    },
    select(options) {
      for (const pick of picks) pick.checked = options.includes(Number(pick.value));
      applyLimit();
    },
    complaint() {
      const count = selected().length;
      if (count === 0) return isSeveral ? 'Choose at least one option first.' : 'Choose an option first.';
      if (count < min) return `Choose ${min - count} more.`;
      return count > max ? `Choose at most ${max}: take back ${count - max}.` : undefined;
    },
    focusFirst: () => picks[0]?.focus(),
    setBusy(busy) {
      isBusy = busy;
      form.classList.toggle('busy', busy);
      applyLimit();
    },
    setButton(text = word) {
      if (button !== null && button.textContent !== text) button.textContent = text;
    },
    setStatus,
  };
}
