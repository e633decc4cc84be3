import { test as base } from '@playwright/test';
import type { Product } from './product.ts';
import { makeFolder, startProduct } from './product.ts';

export interface Fixtures {
  /** A data folder of the test's own, removed afterwards. */
  readonly folder: string;
  /** Starts the product on that folder; stopped afterwards, whatever happens. */
  readonly start: (args?: readonly string[]) => Promise<Product>;
}

export const test = base.extend<Fixtures>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the names of fixtures out of this pattern
  folder: async ({}, use) => {
    const { folder, remove } = makeFolder();
    await use(folder);
    remove();
  },
  start: async ({ folder }, use) => {
    const started: Product[] = [];
    await use(async (args) => {
      const product = await startProduct(folder, args);
      started.push(product);
      return product;
    });
    for (const product of started) await product.stop();
  },
});
