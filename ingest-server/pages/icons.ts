/** Drawn in the colour of the text around them; never the only sign of anything. */
const icon = (paths: string) =>
  `<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round">${paths}</svg>`;

export const icons = {
  check: icon('<path class="draw" pathLength="1" d="m5 12.5 4.5 4.5L19 7.5"/>'),
  open: icon('<circle cx="12" cy="12" r="6" fill="currentColor" stroke="none"/>'),
  pause: icon('<path d="M9 6v12M15 6v12"/>'),
  closed: icon('<rect x="6.5" y="6.5" width="11" height="11" rx="1.5" fill="currentColor" stroke="none"/>'),
  wait: icon('<circle cx="12" cy="12" r="8"/><path d="M12 7.5V12l3 2"/>'),
} as const;
