import type { PollView } from '../core/contract/http.ts';

const format = new Intl.NumberFormat('en');

/** New numbers into the list that the server rendered: nothing moves but the bars. */
export function showResult(main: HTMLElement, view: PollView): void {
  const { result } = view;
  const section = main.querySelector('[data-result]');
  if (result === undefined || section === null) return;
  setText(section, '[data-voters]', `${format.format(result.voters)} ${result.voters === 1 ? 'person has' : 'people have'} voted`);
  for (const { number, votes = 0 } of view.options) {
    const row = section.querySelector(`[data-option="${number}"]`);
    if (row === null) continue;
    const percent = result.voters === 0 ? 0 : Math.round((100 * votes) / result.voters);
    setText(row, '[data-percent]', `${percent} %`);
    setText(row, '[data-votes]', `${format.format(votes)} ${votes === 1 ? 'vote' : 'votes'}`);
    row.querySelector('[data-fill]')?.setAttribute('width', `${percent}%`);
  }
}

function setText(parent: Element, selector: string, text: string): void {
  const element = parent.querySelector(selector);
  if (element !== null && element.textContent !== text) element.textContent = text;
}

/** Marks what this device voted, where the server could not know it. */
export function showChoice(main: HTMLElement, choice: readonly number[]): void {
  const list = main.querySelector<HTMLElement>('[data-choice]');
  if (list === null || list.childElementCount > 0) return;
  const names: string[] = [];
  for (const number of choice) {
    const row = main.querySelector(`[data-result] [data-option="${number}"]`);
    row?.classList.add('mine');
    row?.querySelector('[data-mine]')?.removeAttribute('hidden');
    const label =
      row?.querySelector('.label') ?? main.querySelector(`[data-form] input[value="${number}"]`)?.closest('label')?.querySelector('.label');
    if (label?.textContent) names.push(label.textContent);
  }
  if (names.length === 0) return;
  list.append(...names.map((name) => Object.assign(document.createElement('li'), { dir: 'auto', textContent: name })));
  list.hidden = false;
}
