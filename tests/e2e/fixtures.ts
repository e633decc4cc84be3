import { test as base } from '@playwright/test';
import type { Product } from './product.ts';
import { makeFolder, startProduct } from './product.ts';

export interface Fixtures {
  /** A data folder of the test's own, removed afterwards. */
  readonly folder: string;
  /** Whether the tour is still to come. */
  readonly whose: 'moderator' | 'newcomer';
  /** Starts the product on that folder; stopped afterwards, whatever happens. */
  readonly start: (args?: readonly string[]) => Promise<Product>;
}

export const test = base.extend<Fixtures>({
  whose: ['moderator', { option: true }],
  folder: async ({ whose }, use) => {
    const { folder, remove } = makeFolder(whose);
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
