// What the WooCommerce plugin and the Shopify block put into a page, with the scripts they ship, on another origin than the server.

import { themeCheckRun } from '@shopify/theme-check-node';
import type { Page } from '@playwright/test';
import { test as base, expect } from '../fixtures';
import { spell, week } from '../fixtures/dates';
import { Hosts } from '../fixtures/hosts';
import type { Goods, Shop } from '../fixtures/shop';
import { appBlock, EXTENSION } from '../fixtures/shopify';
import { WidgetPage } from '../pages/widget';

interface Fixtures {
  widget: WidgetPage;
  /** What moved without a shopper's doing. */
  moved: () => Promise<number>;
  /** Two variants of a product: one waits, one is there. */
  goods: { waits: Goods; stocked: Goods };
  /** Opens a page of a Shopify theme that begins with the first of the variants 101, 102 and 103; the last has no SKU. */
  shopify: (theme: 'dawn' | 'horizon', words?: Record<string, string>, settings?: Record<string, string>) => Promise<void>;
}

const SUPPLY = [{ quantity: 10, expected: week(3) }];

const test = base.extend<Fixtures, { hosts: Hosts }>({
  hosts: [
    async ({}, use) => {
      const hosts = await Hosts.start();
      await use(hosts);
      await hosts.stop();
    },
    { scope: 'worker' },
  ],
  widget: async ({ page }, use) => use(new WidgetPage(page)),
  moved: async ({ page }, use) => {
    await page.addInitScript(() => {
      Object.assign(window, { moved: 0 });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[]) {
          if (!entry.hadRecentInput) (window as unknown as { moved: number }).moved += entry.value;
        }
      }).observe({ type: 'layout-shift', buffered: true });
    });
    await use(() => page.evaluate(() => (window as unknown as { moved: number }).moved));
  },
  goods: async ({ shop }, use) => use({ waits: await shop.sells({ supply: SUPPLY }), stocked: await shop.sells({ stock: 30 }) }),
  shopify: async ({ page, hosts, shop, goods }, use) => {
    await use(async (theme, words = {}, settings = {}) => {
      const block = await appBlock(shop.origin, shop.slug, product(goods), settings);
      await page.goto(hosts.page(theme, { block, chosen: '101', only: '', event: '', ...words }));
    });
  },
});

function product({ waits, stocked }: Fixtures['goods']) {
  const variants = [
    { id: 101, sku: waits.sku },
    { id: 102, sku: stocked.sku },
    { id: 103, sku: '' },
  ];
  return { id: 7, variants, selected: 0 };
}

/** Clicks, as a shopper does. */
function click(page: Page, name: string): Promise<void> {
  return page.getByRole('button', { name, exact: true }).click();
}

async function expectWaiting(widget: WidgetPage, { waits }: Fixtures['goods']): Promise<void> {
  await expect(widget.element).toHaveAttribute('sku', waits.sku);
  await expect(widget.badge).toHaveText(`Backorder — ships ${spell(week(3))}`);
}

async function expectStocked(widget: WidgetPage, shop: Shop, { stocked }: Fixtures['goods']): Promise<void> {
  await expect(widget.element).toHaveAttribute('sku', stocked.sku);
  await expect(widget.badge).toContainText('In stock');
  await expect(widget.element.locator('a', { hasText: 'See when it ships' })).toHaveAttribute('href', `${shop.origin}/s/${shop.slug}?q=${stocked.sku}`);
}

test('the Shopify block passes theme-check', async () => {
  const { offenses, theme } = await themeCheckRun(EXTENSION, `${EXTENSION}/.theme-check.yml`);
  expect(theme.length).toBeGreaterThan(3);
  expect(offenses.map(({ check, uri, message }) => `${check}: ${message} (${uri})`)).toEqual([]);
});

for (const only of ['', 'field', 'address']) {
  test(`the block follows a theme like Dawn${only && `, which changes only the ${only}`}`, async ({ shopify, page, widget, shop, goods, moved, axe }) => {
    await shopify('dawn', { only });
    await expectWaiting(widget, goods);
    await click(page, 'Sand');
    await expectStocked(widget, shop, goods);
    expect(await moved()).toBe(0);
    await axe('a line below the price');
    await click(page, 'Grey');
    await expect(widget.element).toBeHidden();
    await click(page, 'Moss');
    await expectWaiting(widget, goods);
    await expect(widget.element).toBeVisible();
  });
}

test('a combination that is not sold hides what was said of another', async ({ shopify, page, widget, goods }) => {
  await shopify('dawn');
  await expectWaiting(widget, goods);
  await click(page, 'Clay');
  await expect(widget.element).toBeHidden();
});

test('another field that changes does not bring back what the address said before', async ({ shopify, page, widget, shop, goods }) => {
  await shopify('dawn', { only: 'field', variant: '101' });
  await click(page, 'Sand');
  await expectStocked(widget, shop, goods);
  await page.getByLabel('Quantity').fill('2');
  await page.getByLabel('Quantity').blur();
  await click(page, 'Grey');
  await expect(widget.element).toBeHidden();
  await page.getByLabel('Quantity').fill('3');
  await page.getByLabel('Quantity').blur();
  // Whatever that change leads to has come of it.
  await page.evaluate(() => new Promise((done) => setTimeout(done, 50)));
  await expect(widget.element).toBeHidden();
});

test('an address that changes is followed by browsers that do not tell of it', async ({ shopify, page, widget, shop, goods }) => {
  await page.addInitScript(() => Object.defineProperty(window, 'navigation', { value: undefined }));
  await shopify('dawn', { only: 'address' });
  await click(page, 'Sand');
  await expectStocked(widget, shop, goods);
});

for (const event of ['variant:update', 'variant:change', 'variantChange', 'variant:changed']) {
  test(`the block follows the event ${event}`, async ({ shopify, page, widget, shop, goods, moved }) => {
    await shopify('horizon', { event });
    await expectWaiting(widget, goods);
    await click(page, 'Sand');
    await expectStocked(widget, shop, goods);
    expect(await moved()).toBe(0);
    await click(page, 'Clay');
    await expect(widget.element).toBeHidden();
    await click(page, 'Moss');
    await expectWaiting(widget, goods);
    await click(page, 'Grey');
    await expect(widget.element).toBeHidden();
  });
}

test('the block follows the standard event of Shopify, and the last choice is answered', async ({ shopify, page, widget, shop, goods, moved }) => {
  const answer = (index: number, fails = false) =>
    page.evaluate(([index, fails]) => (window as unknown as { answer(...of: unknown[]): void }).answer(index, fails), [index, fails]);
  await shopify('horizon', { event: 'shopify:product:select' });
  await expectWaiting(widget, goods);
  await click(page, 'Grey');
  await click(page, 'Sand');
  await answer(1);
  await expectStocked(widget, shop, goods);
  await answer(0);
  await expectStocked(widget, shop, goods);
  await expect(widget.element).toBeVisible();
  expect(await moved()).toBe(0);
  await click(page, 'Another product');
  await answer(2);
  await expect(widget.element).toBeVisible();
  await click(page, 'Moss');
  await answer(3, true);
  await expectStocked(widget, shop, goods);
  await click(page, 'Clay');
  await answer(4);
  await expect(widget.element).toBeHidden();
});

test('the plugin follows the variation, and hides what was said of one that is not chosen any more', async ({ page, hosts, shop, widget, goods, moved, axe }) => {
  await page.goto(hosts.page('woo', { origin: shop.origin, shop: shop.slug, sku: goods.waits.sku, other: goods.stocked.sku }));
  // As WooCommerce tells of it.
  await page.evaluate(() => {
    const { jQuery } = window as unknown as { jQuery: (of: unknown) => { trigger(name: string, of?: unknown[]): void } };
    document.querySelector('form')!.addEventListener('click', ({ target, currentTarget }) => {
      const { variation } = (target as HTMLElement).dataset;
      if (variation) jQuery(currentTarget).trigger('found_variation', [JSON.parse(variation)]);
      else jQuery(currentTarget).trigger('reset_data');
    });
  });
  await expect(widget.element).toBeHidden();
  await click(page, 'Moss');
  await expectWaiting(widget, goods);
  await click(page, 'Sand');
  await expectStocked(widget, shop, goods);
  await axe('a line below the price');
  await click(page, 'Clear');
  await expect(widget.element).toBeHidden();
  await click(page, 'Moss');
  await expectWaiting(widget, goods);
  await click(page, 'Grey');
  await expect(widget.element).toBeHidden();
  expect(await moved()).toBe(0);
});

for (const [layout, part] of [['card', 'status'], ['inline', 'badge'], ['badge', 'badge']] as const) {
  for (const width of [360, 1000]) {
    test(`the room that is kept is enough for the layout "${layout}" on a page ${width} pixels wide`, async ({ shopify, page, widget, moved }) => {
      await page.setViewportSize({ width, height: 700 });
      await shopify('dawn', {}, { layout });
      await expect(widget.element.locator(`[part=${part}]`)).toBeVisible();
      const [height, kept] = await widget.element.evaluate((element) => [(element as HTMLElement).offsetHeight, parseFloat(getComputedStyle(element).minBlockSize)]);
      expect(height).toBe(kept);
      expect(await moved()).toBe(0);
    });
  }
}
