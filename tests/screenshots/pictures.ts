import type { Page } from '@playwright/test';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

const folder = 'docs/screenshots';
export const desk = { width: 1280, height: 800 };
export const hall = { width: 1280, height: 720 };
export const pocket = { width: 390, height: 720 };

/** As programs are started for pictures. */
export const oneNetwork = resolve('tests/screenshots/one-network.cjs');
export const openToAll = ['--host', '0.0.0.0'];

export const themes = ['light', 'dark'] as const;

/** Writes docs/screenshots/NAME-light.png and NAME-dark.png of what is on the page. */
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await page.evaluate(() => {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  });
  for (const colorScheme of themes) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.evaluate(framesPass, 30);
    await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`), animations: 'disabled', caret: 'hide' });
  }
}

/** Charts draw themselves anew some frames after the theme has changed. */
async function framesPass(count: number): Promise<void> {
  for (let frame = 0; frame < count; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
}
