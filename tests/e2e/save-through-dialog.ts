import type { ElectronApplication } from '@playwright/test';
import { expect } from '@playwright/test';
import { existsSync } from 'node:fs';
import type { JourneyOptions } from './journey.ts';
import { reportPath } from './journey.ts';

/** History may stand still for 20 seconds before a report is given up. */
const mostMs = 60_000;

/** Saves a report as a person does who picks a file in the system's dialog. */
export function saveThroughDialog(desktop: ElectronApplication, folder: string): JourneyOptions['saveReport'] {
  return async (name, press) => {
    const filePath = reportPath(folder, name);
    await desktop.evaluate(({ dialog }, chosen) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: chosen });
    }, filePath);
    await press();
    await expect.poll(() => existsSync(filePath), { timeout: mostMs }).toBe(true);
    return filePath;
  };
}
