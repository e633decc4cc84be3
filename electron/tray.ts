import { join } from 'node:path';
import { Menu, Tray } from 'electron';
import type { RunningPolls } from '../main/background/running-polls.ts';
import { trayWords } from '../main/background/tray-words.ts';

export interface TrayOptions {
  readonly polls: Pick<RunningPolls, 'read' | 'onChange'>;
  /** The folder with the pictures. */
  readonly assets: string;
  readonly onShow: () => void;
  /** Shows the window with what runs. */
  readonly onOpenPolls: () => void;
  readonly onQuit: () => void;
}

const redrawEveryMs = 1000;

/** The icon near the clock: what runs, and the way back to the window. Returns how to remove it. */
export function showTray({ polls, assets, onShow, onOpenPolls, onQuit }: TrayOptions): { stop(): void } {
  const suffix = process.platform === 'darwin' ? 'Template' : '';
  const picture = (name: string) => join(assets, `${name}${suffix}.png`);
  const tray = new Tray(picture('tray'));
  let shown = '';
  const draw = () => {
    const { look, tooltip } = trayWords(polls.read());
    if (tooltip === shown) return;
    shown = tooltip;
    tray.setImage(picture(look === 'open' ? 'tray-open' : 'tray'));
    tray.setToolTip(tooltip);
    tray.setContextMenu(
      Menu.buildFromTemplate([
        { label: tooltip.replace(/^Kpoll: /, ''), enabled: false },
        { type: 'separator' },
        { label: 'Show Kpoll', click: onShow },
        { label: 'Open polls', enabled: polls.read().polls.length > 0, click: onOpenPolls },
        { type: 'separator' },
        { label: 'Quit', click: onQuit },
      ]),
    );
  };
  tray.on('click', onShow);
  draw();
  const forget = polls.onChange(paced(draw, redrawEveryMs));
  return {
    stop() {
      forget();
      tray.destroy();
    },
  };
}

/** Votes come by the thousand; a menu that is made anew each time could not be used. */
function paced(run: () => void, everyMs: number): () => void {
  let timer: NodeJS.Timeout | undefined;
  return () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      run();
    }, everyMs);
  };
}
