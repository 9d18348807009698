// The widget in other people's pages, each on another origin than the server.

import { spell, week } from '../fixtures/dates';
import { OwnServer, originOf } from '../fixtures/server';
import { Shop } from '../fixtures/shop';
import { expect, test, wish } from '../fixtures/widget';
import { WidgetPage } from '../pages/widget';

test('a plain page shows what the product page says', async ({ shop, widget, visit, product, axe }) => {
  const goods = await shop.sells(wish);
  await visit('plain', goods);
  await expect(widget.status).toHaveText('Only 2 left');
  await widget.expectTold(['ready']);
  await widget.set('quantity', '5');
  await expect(widget.element.locator('[part=parts]')).toContainText(`3 ship ${spell(week(3))}`);
  await widget.expectTold(['ready', 'change']);
  await expect(widget.fallback).toBeHidden();
  await axe('the widget');
  await product.page.goto(`${goods.path}?quantity=5`);
  await expect(product.page.locator('.promise [part=parts]')).toContainText(`3 ship ${spell(week(3))}`);
});

test('the fragment is the markup of the product page', async ({ shop, widget, visit, product }) => {
  const goods = await shop.sells(wish);
  await visit('plain', goods);
  const card = await widget.element.locator('.promise').evaluate((element) => element.outerHTML);
  await product.page.goto(goods.path);
  expect(await product.page.locator('.promise').evaluate((element) => element.outerHTML.replaceAll('<!---->', '').replaceAll('<!--', ''))).toBe(card);
});

for (const policy of ['strict', 'trusted-types', 'coep', 'wasm'] as const) {
  test(`a page with the policy "${policy}" shows the same`, async ({ shop, widget, visit }) => {
    const goods = await shop.sells(wish);
    await visit('plain', goods, { policy, sku: goods.sku });
    await widget.expectTold(['ready']);
    await widget.set('quantity', '5');
    await expect(widget.element.locator('[part=parts]')).toContainText(`3 ship ${spell(week(3))}`);
    // Its own style sheet is allowed, too.
    await expect(widget.element.locator('.promise')).toHaveCSS('display', 'grid');
  });
}

test('a page that lets the widget ask nobody keeps its link, and is told once', async ({ shop, widget, visit, complaints }) => {
  complaints.expect(/Content Security Policy/);
  complaints.expect(/csp|ERR_BLOCKED/i);
  const goods = await shop.sells(wish);
  await visit('plain', goods, { policy: 'no-connection' });
  await widget.expectTold(['error: network']);
  await expect(widget.fallback).toBeVisible();
});

test('a hostile style sheet changes nothing inside', async ({ shop, widget, visit }) => {
  const goods = await shop.sells(wish);
  await visit('hostile', goods);
  await expect(widget.status).toBeVisible();
  await expect(widget.status).toHaveCSS('letter-spacing', 'normal');
  await expect(widget.status).toHaveCSS('text-transform', 'none');
  await expect(widget.status).toHaveCSS('text-align', 'start');
  await expect(widget.date).toHaveCSS('white-space', 'normal');
  await expect(widget.button).toBeVisible();
});

test('in a page from right to left a language from left to right keeps its direction', async ({ shop, widget, visit, axe }) => {
  const goods = await shop.sells(wish);
  await visit('rtl', goods);
  await expect(widget.element.locator('.promise')).toHaveCSS('border-left-width', '4px');
  await expect(widget.status).toHaveCSS('direction', 'ltr');
  await expect(widget.element).toHaveCSS('direction', 'rtl');
  await axe('the widget from right to left');
});

test('a dark page gets a dark widget', async ({ shop, widget, visit, axe }) => {
  const goods = await shop.sells({ supply: wish.supply });
  await visit('dark', goods);
  await expect(widget.status).toHaveText('Backorder');
  await axe('the widget on a dark page');
  await widget.set('theme', 'light');
  await expect(widget.element).toHaveCSS('background-color', 'rgb(255, 255, 255)');
  await axe('the light widget on a dark page');
});

test('without script the link of the page stays', { tag: '@no-js' }, async ({ shop, page, hosts }) => {
  const goods = await shop.sells(wish);
  await page.goto(hosts.page('plain', { origin: shop.origin, shop: shop.slug, sku: goods.sku }));
  await expect(page.getByRole('link', { name: 'Check availability' })).toBeVisible();
});

test('a pinned version is loaded by its hash', async ({ shop, widget, visit }) => {
  const goods = await shop.sells(wish);
  const { version, integrity } = (await (await fetch(`${shop.origin}/embed/1/integrity.json`)).json()) as {
    version: string;
    integrity: Record<string, string>;
  };
  await visit('pinned', goods, { version, integrity: integrity['widget.js']! });
  await widget.expectTold(['ready']);
});

test('a variant that nobody knows keeps the link, and is told once', async ({ shop, widget, visit, complaints, page }) => {
  complaints.expect(/404/);
  const goods = await shop.sells(wish);
  await visit('unknown', goods);
  await widget.expectTold(['error: unknown']);
  await expect(widget.fallback).toBeVisible();
  await widget.set('sku', goods.sku);
  await expect(widget.status).toHaveText('Only 2 left');
  await widget.set('sku', 'GONE');
  await widget.expectTold(['error: unknown', 'ready', 'error: unknown']);
  await expect(widget.fallback).toBeVisible();
  await expect(page.getByRole('button', { name: 'Buy' })).toBeEnabled();
});

test('attributes that make no sense keep the link, and are told once', async ({ shop, widget, visit, complaints }) => {
  complaints.expect(/422/);
  const goods = await shop.sells(wish);
  await visit('plain', goods);
  await widget.expectTold(['ready']);
  await widget.set('quantity', 'many');
  await widget.expectTold(['ready', 'error: attributes']);
  await expect(widget.fallback).toBeVisible();
  await widget.element.evaluate((element) => {
    element.setAttribute('quantity', '1');
    element.removeAttribute('sku');
  });
  await widget.expectTold(['ready', 'error: attributes', 'error: attributes']);
});

test('an application that puts widgets in and takes them out is served each time', async ({ shop, widget, visit, page }) => {
  const [goods, other] = [await shop.sells({ stock: 30 }), await shop.sells()];
  await visit('empty', goods);
  const put = (sku: string) =>
    page.evaluate(([slug, sku]) => {
      document.querySelector('#place')!.innerHTML = `<dockline-availability shop="${slug}" sku="${sku}"></dockline-availability>`;
    }, [shop.slug, sku]);
  await put(goods.sku);
  await expect(widget.status).toHaveText('In stock');
  await put(other.sku);
  await expect(widget.status).toHaveText('Out of stock');
  // The same element in another place.
  await page.evaluate(() => document.querySelector('main')!.append(document.querySelector('dockline-availability')!));
  await expect(widget.status).toHaveText('Out of stock');
  await shop.api.setStock(other.sku, 9);
  await expect(widget.status).toHaveText('In stock', { timeout: 2_000 });
});

test('a server that goes down leaves what is known, and a page that begins then keeps its link', async ({ widget, hosts, page, browser, complaints }) => {
  complaints.expect(/ERR_CONNECTION|ERR_INCOMPLETE|ERR_FAILED/);
  const server = await OwnServer.prepare();
  try {
    await server.start();
    const shop = await Shop.open(server.place, 'own');
    const goods = await shop.sells({ stock: 30 });
    const address = hosts.page('plain', { origin: originOf(server.place), shop: shop.slug, sku: goods.sku });
    await page.goto(address);
    await expect(widget.status).toHaveText('In stock');
    await server.stop();
    await expect(widget.status).toHaveText('In stock');
    await widget.set('quantity', '2');
    await widget.expectTold(['ready', 'error: network']);
    await expect(widget.fallback).toBeVisible();
    await widget.set('quantity', '3');
    await widget.expectTold(['ready', 'error: network', 'error: network']);
    // A page that comes now has nothing in the cache.
    const stranger = await browser.newPage();
    await stranger.goto(address);
    await expect(new WidgetPage(stranger).fallback).toBeVisible();
    await expect(stranger.getByRole('button', { name: 'Buy' })).toBeEnabled();
    await stranger.close();
  } finally {
    await server.remove();
  }
});
