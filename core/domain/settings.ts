import { z } from 'zod';

/** What the desktop remembers between starts. Every field has a default, so that older files still open. */
export const settingsSchema = z.object({
  v: z.literal(1),
  theme: z.enum(['system', 'light', 'dark']),
  /** The poll on screen at the end, or null. */
  openPollId: z.string().nullable(),
  /** The view within the centre region. */
  view: z.enum(['start', 'live', 'history', 'editor']),
  resultOrder: z.enum(['poll', 'votes']),
  sidePanel: z.enum(['none', 'details', 'health', 'cluster', 'activity']),
  showHidden: z.boolean(),
  /** The join address picked by hand, or null for the first offered. */
  joinUrl: z.string().nullable(),
  /** `new` until the tour for newcomers was gone through or skipped. */
  tour: z.enum(['new', 'done']),
  /** Whether it was said that Kpoll stays in the tray when its window is closed. */
  toldAboutTray: z.boolean(),
  /** Whether Kpoll looks for newer versions by itself, and which ones: `beta` also those that are still being tried. */
  updates: z.object({ automatic: z.boolean(), channel: z.enum(['stable', 'beta']) }),
  window: z.object({ x: z.int(), y: z.int(), width: z.int(), height: z.int(), maximized: z.boolean() }).nullable(),
});
export type Settings = z.infer<typeof settingsSchema>;

export const defaultSettings: Settings = {
  v: 1,
  theme: 'system',
  openPollId: null,
  view: 'start',
  resultOrder: 'poll',
  sidePanel: 'none',
  showHidden: false,
  joinUrl: null,
  tour: 'done',
  toldAboutTray: false,
  updates: { automatic: true, channel: 'stable' },
  window: null,
};

/** What a person begins with who has never started Kpoll here. Whoever has settings without `tour` is no newcomer. */
export const newcomersSettings: Settings = { ...defaultSettings, tour: 'new' };
