// What changes while the widget is in the page, and how the page hears of it.

import { spell, week } from '../fixtures/dates';
import { AT_ONCE, expect, test, wish } from '../fixtures/widget';
import { WidgetPage } from '../pages/widget';

test('a date changed by the merchant is in an open widget within a second, and is announced', async ({ shop, widget, visit }) => {
  const goods = await shop.sells({ supply: wish.supply });
  const live = widget.page.waitForRequest(/\/embed\/v1\/live/);
  await visit('plain', goods);
  await expect(widget.date).toContainText(spell(week(3)));
  await (await live).response();
  await expect(widget.announcer).toBeEmpty();
  await shop.api.change(goods.references[0]!, { expected: week(5), reason: 'Storm in Porto' });
  await expect(widget.date).toContainText(spell(week(5)), AT_ONCE);
  await expect(widget.announcer).toContainText(spell(week(5)));
  await widget.expectTold(['ready', 'change']);
});

test('one stream serves all widgets of a page, in their languages and layouts', async ({ shop, widget, visit, page }) => {
  const [goods, other] = [await shop.sells({ supply: wish.supply }), await shop.sells({ stock: 30 })];
  const streams: string[] = [];
  page.on('request', (request) => void (request.url().includes('/embed/v1/live') && streams.push(request.url())));
  await visit('two', goods, { other: other.sku });
  const [german, badge] = [new WidgetPage(page, 1), new WidgetPage(page, 2)];
  await expect(german.badge).toContainText(`Nachbestellbar — Versand ${spell(week(3), 'de')}`);
  await expect(badge.badge).toContainText('In stock');
  await widget.expectStreams(1);
  await expect.poll(() => new URL(streams.at(-1)!).searchParams.getAll('topic').length).toBe(2);
  await shop.api.change(goods.references[0]!, { expected: week(5) });
  await expect(widget.date).toContainText(spell(week(5)), AT_ONCE);
  await expect(german.badge).toContainText(spell(week(5), 'de'), AT_ONCE);
  await shop.api.setStock(other.sku, 0);
  await expect(badge.badge).toContainText('Out of stock', AT_ONCE);
  expect(new Set(streams).size).toBe(streams.length);
  expect(new URL(streams.at(-1)!).searchParams.getAll('topic')).toHaveLength(2);
});

test('a widget that is not to be live has no stream, and may change its mind', async ({ shop, widget, visit, page }) => {
  const goods = await shop.sells({ stock: 30 });
  await visit('empty', goods);
  await page.evaluate(([slug, sku]) => {
    document.querySelector('#place')!.innerHTML = `<dockline-availability shop="${slug}" sku="${sku}" live="off"></dockline-availability>`;
  }, [shop.slug, goods.sku]);
  await widget.expectTold(['ready']);
  await widget.set('live', 'auto');
  await widget.expectStreams(1);
  await widget.set('live', 'off');
  await widget.expectStreams(0);
  await shop.api.setStock(goods.sku, 0);
  await expect(widget.status).toHaveText('In stock');
  await widget.set('live', 'auto');
  await expect(widget.status).toHaveText('Out of stock');
  await widget.expectTold(['ready', 'change']);
});

test('a page that comes back from the cache of pages is true again, and hears of changes again', async ({ shop, hosts, playwright }, info) => {
  const goods = await shop.sells({ supply: wish.supply });
  // Playwright starts browsers without that cache.
  const browser = await playwright.chromium.launch({ ...info.project.use.launchOptions, ignoreDefaultArgs: ['--disable-back-forward-cache'] });
  try {
    const page = await browser.newPage();
    const widget = new WidgetPage(page);
    await widget.record();
    await page.goto(hosts.page('plain', { origin: shop.origin, shop: shop.slug, sku: goods.sku }));
    await expect(widget.date).toContainText(spell(week(3)));
    await widget.expectStreams(1);
    await page.goto(hosts.page('empty', { origin: shop.origin }));
    await shop.api.change(goods.references[0]!, { expected: week(5) });
    // It is back at once, but nothing is loaded that Playwright could wait for.
    await page.goBack({ timeout: 2_000 }).catch(() => {});
    expect((await widget.recorded()).isRestored, 'the browser has kept the page').toBe(true);
    await expect(widget.date).toContainText(spell(week(5)));
    await widget.expectStreams(1);
    await shop.api.change(goods.references[0]!, { expected: week(7) });
    await expect(widget.date).toContainText(spell(week(7)), AT_ONCE);
    await widget.expectTold(['ready', 'change', 'change']);
  } finally {
    await browser.close();
  }
});

test('a page that is left holds no stream', async ({ shop, widget, visit, page }) => {
  const goods = await shop.sells(wish);
  await visit('plain', goods);
  await widget.expectStreams(1);
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })));
  expect(await widget.openStreams()).toBe(0);
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })));
  await widget.expectStreams(1);
});

test('a refreshed widget shows what is there now, whatever caches have', async ({ shop, widget, visit }) => {
  const goods = await shop.sells({ stock: 30 });
  await visit('plain', goods);
  await expect(widget.status).toHaveText('In stock');
  await widget.set('live', 'off');
  await widget.expectStreams(0);
  await shop.api.setStock(goods.sku, 0);
  await widget.refresh();
  await expect(widget.status).toHaveText('Out of stock', { timeout: 1 });
});

test('an answer older than the version that was told is asked for again', async ({ shop, widget, visit, page }) => {
  const goods = await shop.sells({ supply: wish.supply });
  const old = await (await fetch(`${shop.origin}/embed/v1/${shop.slug}/${goods.sku}?lang=en`)).text();
  let asked = 0;
  await page.route(/[?&]v=/, (route) => {
    asked += 1;
    return asked > 1 ? route.continue() : route.fulfill({ body: old, contentType: 'text/html', headers: { 'access-control-allow-origin': '*' } });
  });
  await visit('plain', goods);
  await widget.expectStreams(1);
  await shop.api.change(goods.references[0]!, { expected: week(5) });
  await expect(widget.date).toContainText(spell(week(5)));
  expect(asked).toBe(2);
});

test('goods that arrive while the way of the goods is open disturb nothing', async ({ shop, widget, visit }) => {
  const goods = await shop.sells({ supply: wish.supply });
  await visit('plain', goods);
  await widget.stages.click();
  await expect(widget.element.locator('details[part=stages]')).toHaveAttribute('open');
  await widget.expectStreams(1);
  await shop.api.change(goods.references[0]!, { expected: week(5) });
  await expect(widget.date).toContainText(spell(week(5)));
  await expect(widget.element.locator('details[part=stages]')).toHaveAttribute('open');
  await expect(widget.stages).toBeFocused();
  await shop.api.setStock(goods.sku, 30);
  await expect(widget.status).toHaveText('In stock', AT_ONCE);
  await expect(widget.stages).toHaveCount(0);
  await widget.expectTold(['ready', 'change', 'change']);
});

test('a product that is taken out of the catalogue while it is shown gives way to the link', async ({ shop, widget, visit, complaints, page }) => {
  complaints.expect(/404/);
  const goods = await shop.sells({ colours: ['Green', 'Red'] });
  const red = goods.variants[1]!.sku;
  const streams: string[] = [];
  page.on('request', (request) => void (request.url().includes('/embed/v1/live') && streams.push(request.url())));
  await visit('plain', goods, { sku: red });
  await widget.expectStreams(1);
  await shop.api.saveProduct({ ...goods, variants: [goods.variants[0]!] });
  await widget.expectTold(['ready', 'error: unknown']);
  await expect(widget.fallback).toBeVisible();
  await widget.expectStreams(0);
  expect(streams).toHaveLength(1);
});

test('a stream that is refused is asked for less and less often', async ({ shop, widget, visit, page, complaints }) => {
  complaints.expect(/503/);
  const goods = await shop.sells(wish);
  let streams = 0;
  let looks = 0;
  page.on('request', (request) => void (request.url().includes('now=') && (looks += 1)));
  await page.route('**/embed/v1/live?*', (route) => {
    streams += 1;
    return route.fulfill({ status: 503, headers: { 'access-control-allow-origin': '*' } });
  });
  await page.clock.install();
  await visit('plain', goods);
  await widget.expectTold(['ready']);
  for (const [round, least_ms] of [0, 2_000, 4_000, 8_000].entries()) {
    if (least_ms > 0) {
      await page.clock.runFor(least_ms - 500);
      expect(streams, `before ${least_ms} ms`).toBe(round);
      // Up to as much later, so that not everybody comes back at once.
      await page.clock.runFor(least_ms + 1_000);
    }
    await expect
      .poll(async () => {
        await page.clock.runFor(20);
        return streams;
      })
      .toBe(round + 1);
    // Meanwhile it looks once for itself whether what it shows is still true.
    await expect.poll(() => looks).toBe(round + 1);
  }
  await widget.expectTold(['ready']);
});

test('one region of the page tells changes, in words, and not the same twice', async ({ shop, widget, visit, page }) => {
  const [goods, other] = [await shop.sells({ supply: wish.supply }), await shop.sells({ stock: 30 })];
  await visit('two', goods, { other: other.sku });
  await widget.expectStreams(1);
  await expect(widget.announcer).toHaveCount(1);
  await expect(widget.announcer).toBeEmpty();
  await page.evaluate(() => {
    const said: string[] = [];
    Object.assign(window, { said });
    const region = [...document.querySelectorAll('dockline-availability')].map((one) => one.shadowRoot!.querySelector('output')).find(Boolean)!;
    new MutationObserver(() => said.push(region.textContent)).observe(region, { childList: true });
  });
  const said = (): Promise<string[]> => page.evaluate(() => (window as unknown as { said: string[] }).said);
  await shop.api.setStock(other.sku, 0);
  await expect.poll(said).toHaveLength(1);
  expect((await said())[0]).toContain('Out of stock');
  // What comes within five seconds is told after them, once, as it is then.
  const began = Date.now();
  await shop.api.setStock(other.sku, 30);
  await expect(new WidgetPage(page, 2).badge).toContainText('In stock');
  await shop.api.setStock(other.sku, 0);
  await expect(new WidgetPage(page, 2).badge).toContainText('Out of stock');
  await shop.api.setStock(other.sku, 40);
  await expect.poll(said, { timeout: 8_000 }).toHaveLength(2);
  expect(Date.now() - began).toBeGreaterThan(3_000);
  expect((await said())[1]).toContain('In stock');
});

test('attributes that only the page sees are told once when they make no sense, and change nothing', async ({ shop, widget, visit }) => {
  const goods = await shop.sells({ stock: 30 });
  await visit('plain', goods);
  await widget.expectTold(['ready']);
  await widget.set('theme', 'purple');
  await widget.expectTold(['ready', 'error: attributes']);
  await widget.set('live', 'maybe');
  await widget.expectTold(['ready', 'error: attributes', 'error: attributes']);
  await widget.expectStreams(1);
  await shop.api.setStock(goods.sku, 0);
  await expect(widget.status).toHaveText('Out of stock', AT_ONCE);
  await widget.expectTold(['ready', 'error: attributes', 'error: attributes', 'change']);
});
