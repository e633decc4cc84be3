import type { MenuItemConstructorOptions } from 'electron';
import { Menu } from 'electron';

/** A line of the menu that is Kpoll's own. `action` is the id of an action of the window, as in its palette. */
export interface MenuLine {
  readonly menu: 'file' | 'help';
  readonly label: string;
  readonly action: string;
  readonly accelerator?: string;
  /** Begins a group of lines. */
  readonly separated?: true;
}

/** The window's keys are single letters and Ctrl or Cmd with K; none of them may be used here. */
export const menuLines: readonly MenuLine[] = [
  { menu: 'file', label: 'New poll', action: 'new', accelerator: 'CmdOrCtrl+N' },
  { menu: 'file', label: 'Open poll file…', action: 'open-file', accelerator: 'CmdOrCtrl+O' },
  { menu: 'file', label: 'Back up…', action: 'back-up', separated: true },
  { menu: 'file', label: 'Restore…', action: 'restore' },
  { menu: 'help', label: 'Take the tour', action: 'tour' },
  { menu: 'help', label: 'Keyboard shortcuts', action: 'shortcuts' },
  { menu: 'help', label: 'Check for updates…', action: 'updates', separated: true },
  { menu: 'help', label: 'Show logs', action: 'show-logs', separated: true },
  { menu: 'help', label: 'Copy diagnostics', action: 'copy-diagnostics' },
];

export interface MenuOptions {
  readonly onAction: (action: string) => void;
  readonly platform?: NodeJS.Platform;
}

/** What an operating system expects, and the few things that people look for in a menu; all the rest is in the window and its palette. */
export function setMenu({ onAction, platform = process.platform }: MenuOptions): void {
  const linesOf = (menu: MenuLine['menu']) => menuLines.filter((line) => line.menu === menu).flatMap((line) => itemOf(line, onAction));
  const isMac = platform === 'darwin';
  const template: MenuItemConstructorOptions[] = [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    {
      label: 'File',
      submenu: [...linesOf('file'), { type: 'separator' }, { role: 'close' }, ...(isMac ? [] : [{ role: 'quit' } as const])],
    },
    { role: 'editMenu' },
    {
      label: 'View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
        { role: 'toggleDevTools' },
      ],
    },
    { role: 'windowMenu' },
    {
      role: 'help',
      label: 'Help',
      submenu: [...linesOf('help'), ...(isMac ? [] : [{ type: 'separator' } as const, { role: 'about' } as const])],
    },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

function itemOf({ label, action, accelerator, separated }: MenuLine, onAction: MenuOptions['onAction']): MenuItemConstructorOptions[] {
  const item = { label, click: () => onAction(action), ...(accelerator !== undefined && { accelerator }) };
  return separated === true ? [{ type: 'separator' }, item] : [item];
}
