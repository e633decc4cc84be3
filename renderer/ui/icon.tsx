/** Drawn here on a 16 px grid with a 1.5 px line; decorative, so hidden from screen readers. */
const paths = {
  plus: 'M8 3v10M3 8h10',
  close: 'M4 4l8 8M12 4l-8 8',
  check: 'M3 8.5l3.2 3L13 4.5',
  search: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM10.6 10.6L14 14',
  up: 'M8 13V3M4 7l4-4 4 4',
  down: 'M8 3v10M4 9l4 4 4-4',
  chevronDown: 'M4 6l4 4 4-4',
  chevronRight: 'M6 4l4 4-4 4',
  menu: 'M2.5 4h11M2.5 8h11M2.5 12h11',
  panel: 'M2.5 3h11v10h-11zM10 3v10',
  settings: 'M3 4.5h5M11 4.5h2M3 8h1M7 8h6M3 11.5h6M12 11.5h1M9.5 3v3M5.5 6.5v3M10.5 10v3',
  present: 'M2 3h12v8H2zM8 11v3M5.5 14h5',
  edit: 'M3 13l.6-2.6L10.5 3.5l2 2L5.6 12.4 3 13zM9 5l2 2',
  duplicate: 'M5.5 5.5h8v8h-8zM3 10.5h-.5v-8h8V3',
  file: 'M4 2h5l3.5 3.5V14H4zM9 2v3.5h3.5',
  hide: 'M2 2l12 12M6.3 4A7 7 0 0 1 8 3.8c3.2 0 5.3 2.2 6.5 4.2a11 11 0 0 1-2 2.5M4 5.3A11 11 0 0 0 1.5 8C2.7 10 4.8 12.2 8 12.2a6.5 6.5 0 0 0 3-.7M6.7 6.7a1.8 1.8 0 0 0 2.6 2.6',
  show: 'M1.5 8C2.7 6 4.8 3.8 8 3.8S13.3 6 14.5 8c-1.2 2-3.3 4.2-6.5 4.2S2.7 10 1.5 8zM8 9.8a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6z',
  download: 'M8 2.5v7.5M4.5 7L8 10.5 11.5 7M3 13.5h10',
  play: 'M5 3.2v9.6L12.8 8z',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  stop: 'M4 4h8v8H4z',
  again: 'M13 8a5 5 0 1 1-1.5-3.6M13 2.5v3h-3',
  copy: 'M5.5 5.5h8v8h-8zM3 10.5h-.5v-8h8V3',
  link: 'M6.8 9.2a2.7 2.7 0 0 0 3.9 0l2-2a2.75 2.75 0 0 0-3.9-3.9l-.7.7M9.2 6.8a2.7 2.7 0 0 0-3.9 0l-2 2a2.75 2.75 0 0 0 3.9 3.9l.7-.7',
  warning: 'M8 2.5l6 10.8H2zM8 6.8v3M8 11.6v.1',
  info: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 7.3V11M8 5v.1',
  history: 'M2.5 8a5.5 5.5 0 1 0 1.7-4M2.5 2.5v2.7h2.7M8 5v3.3l2.2 1.3',
  clock: 'M8 13.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM8 5v3.2l2.2 1.3',
  bell: 'M8 2.5a3.6 3.6 0 0 1 3.6 3.6c0 3 1 4.2 1.9 4.9h-11c.9-.7 1.9-1.9 1.9-4.9A3.6 3.6 0 0 1 8 2.5zM6.6 13.3a1.5 1.5 0 0 0 2.8 0',
  live: 'M2 9h2.5l1.8-5 3 9L11.5 8H14',
  sort: 'M3 4h10M3 8h7M3 12h4',
  keyboard: 'M1.5 4h13v8h-13zM4 6.5h.1M6.7 6.5h.1M9.3 6.5h.1M12 6.5h.1M5 9.5h6',
  users:
    'M6 7.5a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6zM1.8 13c.2-2.4 2-3.7 4.2-3.7s4 1.3 4.2 3.7M10.5 3a2.3 2.3 0 0 1 0 4.4M12 9.6c1.3.5 2.1 1.7 2.2 3.4',
  flask: 'M6.5 2v4L2.8 12.3A1 1 0 0 0 3.7 14h8.6a1 1 0 0 0 .9-1.7L9.5 6V2M5.5 2h5M4.7 9.5h6.6',
  upload: 'M8 10.5V3M4.5 6L8 2.5 11.5 6M3 13.5h10',
  remove: 'M3 4.5h10M6.5 4.5v-2h3v2M4.5 4.5l.5 9h6l.5-9M6.7 7v4M9.3 7v4',
  computer: 'M3.5 3h9v7h-9zM1.5 12.5h13',
  cluster:
    'M8 5.5a1.75 1.75 0 1 0 0-3.5 1.75 1.75 0 0 0 0 3.5zM3.8 14a1.75 1.75 0 1 0 0-3.5 1.75 1.75 0 0 0 0 3.5zM12.2 14a1.75 1.75 0 1 0 0-3.5 1.75 1.75 0 0 0 0 3.5zM7.1 5.3l-2.4 5.3M8.9 5.3l2.4 5.3M5.6 12.3h4.8',
  server: 'M2.5 3h11v4h-11zM2.5 9h11v4h-11zM5 5h.1M5 11h.1M7.5 5h3.5M7.5 11h3.5',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={paths[name]} fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}
