import { type APIRequestContext } from '@playwright/test';
import { plusDays, week } from '../fixtures/dates';
import { expect, test } from '../fixtures';
import type { Wish } from '../fixtures/shop';

interface ProductData {
  '@type': string;
  name: string;
  sku: string;
  description: string;
  offers: { '@type': string; url: string; price: string; priceCurrency: string; availability: string; availabilityStarts?: string };
}

/** The product as search engines read it: in the server's HTML, without running anything. */
async function structuredData(request: APIRequestContext, path: string): Promise<{ html: string; data: ProductData }> {
  const html = await (await request.get(path)).text();
  const blocks = [...html.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/gs)];
  expect(blocks).toHaveLength(1);
  return { html, data: JSON.parse(blocks[0]![1]!) as ProductData };
}

const lead = { quantity: 20, lead_days_min: 10, lead_days_max: 15 };
const STATES: { what: string; wish: Wish; schema: string; graph: string }[] = [
  { what: 'In stock', wish: { stock: 30 }, schema: 'InStock', graph: 'in stock' },
  { what: 'Only 2 left', wish: { stock: 2 }, schema: 'LimitedAvailability', graph: 'in stock' },
  { what: 'Backorder', wish: { supply: [{ quantity: 5, expected: week(3) }] }, schema: 'BackOrder', graph: 'available for order' },
  { what: 'Pre-order', wish: { policy: 'preorder', supply: [{ quantity: 5, expected: week(3) }] }, schema: 'PreOrder', graph: 'preorder' },
  { what: 'Made to order', wish: { policy: { kind: 'made_to_order', backorder: { beyond: lead } } }, schema: 'MadeToOrder', graph: 'available for order' },
  { what: 'Out of stock', wish: {}, schema: 'OutOfStock', graph: 'out of stock' },
  { what: 'Discontinued', wish: { policy: 'discontinued' }, schema: 'Discontinued', graph: 'discontinued' },
];

for (const { what, wish, schema, graph } of STATES) {
  test(`the data of a product says the same as its page: ${what}`, async ({ shop, product, page, request }) => {
    const goods = await shop.sells(wish);
    await product.open(goods);
    await expect(product.status(what)).toBeVisible();
    const { data } = await structuredData(request, goods.path);
    expect(data).toMatchObject({ '@type': 'Product', name: goods.title, sku: goods.sku });
    expect(data.offers).toMatchObject({ '@type': 'Offer', price: '129.00', priceCurrency: 'EUR', availability: `https://schema.org/${schema}` });
    expect((await request.get(data.offers.url)).status()).toBe(200);

    const meta = async (property: string) => page.locator(`meta[property="${property}"]`).getAttribute('content');
    expect(await meta('og:type')).toBe('product');
    expect(await meta('og:title')).toBe(goods.title);
    expect(await meta('og:site_name')).toBe(shop.name);
    expect(await meta('product:availability')).toBe(graph);
    expect(await meta('product:price:amount')).toBe('129.00');
    expect(await meta('product:price:currency')).toBe('EUR');
    expect(await meta('product:retailer_item_id')).toBe(goods.sku);
  });
}

test('the data of a backorder names a day of the window, with the offset of the time zone', async ({ shop, request }) => {
  const goods = await shop.sells({ supply: [{ quantity: 5, expected: week(3) }] });
  const { data } = await structuredData(request, goods.path);
  expect(data.offers.availabilityStarts).toMatch(/^\d{4}-\d\d-\d\dT00:00:00\+0[12]:00$/);
  const starts = data.offers.availabilityStarts!.slice(0, 10);
  expect([0, 1, 2, 3].map((days) => plusDays(week(3).earliest, days))).toContain(starts);
});

test('a title that tries to end the script stays a title', async ({ shop, product, page, request }) => {
  const title = `Tent </script><script>alert(1)</script> ${Date.now()}`;
  const goods = await shop.sells({ title, stock: 30 });
  page.on('dialog', (dialog) => { throw new Error(`the page ran what stands in a title: ${dialog.message()}`); });
  const { html, data } = await structuredData(request, goods.path);
  expect(data.name).toBe(title);
  expect(html).not.toContain('<script>alert');
  await product.openLive(goods);
  await expect(product.heading).toHaveText(title);
  await expect(page).toHaveTitle(new RegExp('</script>'));
});
