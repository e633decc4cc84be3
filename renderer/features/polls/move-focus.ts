import type { KeyboardEvent } from 'react';

/** Up and down go from poll to poll; rows that come in sight are drawn on the way. */
export function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (by === undefined) return;
  const rows = rowsIn(event.currentTarget);
  const next = rows[rows.findIndex((row) => row === document.activeElement) + by];
  event.preventDefault();
  next?.focus();
}

/** From the search field into what was found. */
export function focusFirstRow(event: KeyboardEvent<HTMLElement>): void {
  const list = event.currentTarget.closest('nav');
  event.preventDefault();
  if (list !== null) rowsIn(list)[0]?.focus();
}

function rowsIn(element: HTMLElement): readonly HTMLElement[] {
  return [...element.querySelectorAll<HTMLElement>('.poll-row-button')];
}
