// What pages around the widget do to it, and it to them.

import { main } from '../fixtures/addresses';
import { day, plusDays, spell, week } from '../fixtures/dates';
import { Shop } from '../fixtures/shop';
import { expect, test, wish } from '../fixtures/widget';

test('a hidden widget is not seen', async ({ shop, widget, visit }) => {
  const goods = await shop.sells(wish);
  await visit('plain', goods);
  await widget.expectTold(['ready']);
  await widget.set('hidden', '');
  await expect(widget.element).toBeHidden();
});

test('the language is that around the element, also around the shadow root it is in', async ({ shop, widget, visit, page }) => {
  const goods = await shop.sells(wish);
  await visit('empty', goods);
  await page.evaluate(([slug, sku]) => {
    const host = document.querySelector('#place')!;
    host.setAttribute('lang', 'de');
    const element = document.createElement('dockline-availability');
    element.setAttribute('shop', slug!);
    element.setAttribute('sku', sku!);
    host.attachShadow({ mode: 'open' }).append(element);
  }, [shop.slug, goods.sku]);
  await expect(widget.status).toHaveText('Nur noch 2 Stück');
});

test('an answer that is no page is told once, and is waited for no longer', async ({ shop, widget, visit, page, complaints }) => {
  complaints.expect(/503/);
  const goods = await shop.sells(wish);
  await visit('plain', goods);
  await widget.expectTold(['ready']);
  const answers = [
    { status: 503, contentType: 'application/xml', body: '<Error><Code>SlowDown</Code></Error>' },
    { status: 200, contentType: 'application/xml', body: '<Error/>' },
    { status: 200, contentType: 'application/json', body: '{}' },
    { status: 200, contentType: 'text/html', body: '<h1>Sign in to this network</h1>' },
    { status: 200, contentType: 'text/html', body: '' },
  ];
  await page.route(/now=/, (route) => route.fulfill({ ...answers.shift()!, headers: { 'access-control-allow-origin': '*' } }));
  const told = ['ready'];
  while (answers.length > 0) {
    await widget.refresh();
    await widget.expectTold([...told, 'error: server']);
    told.push('error: server');
  }
  // What is known stays.
  await expect(widget.status).toHaveText('Only 2 left');
  expect(await widget.hasState('error')).toBe(true);
  expect(await widget.hasState('low_stock')).toBe(true);
});

test('a shop that nobody knows keeps the link, and is told once', async ({ shop, widget, visit, complaints }) => {
  complaints.expect(/404/);
  const goods = await shop.sells(wish);
  await visit('plain', goods, { shop: 'no-such-shop' });
  await widget.expectTold(['error: unknown']);
  await expect(widget.fallback).toBeVisible();
});

test('a date that is not confirmed any more, and one that has passed, are said and are states', async ({ widget, hosts, page, axe }, info) => {
  const shop = await Shop.open(main, `states-${info.workerIndex}-${info.project.name}`, { rehearsal: true });
  const goods = await shop.sells({ supply: wish.supply });
  await page.goto(hosts.page('plain', { origin: shop.origin, shop: shop.slug, sku: goods.sku }));
  await expect(widget.status).toHaveText('Backorder');
  expect(await widget.hasState('stale')).toBe(false);
  await shop.api.advance(`${plusDays(day(), 15)}T12:00:00Z`);
  await expect.poll(() => widget.hasState('stale')).toBe(true);
  expect(await widget.hasState('backorder')).toBe(true);
  await axe('a date that is not confirmed any more');
  await shop.api.advance(`${plusDays(week(3).latest, 2)}T12:00:00Z`);
  await expect.poll(() => widget.hasState('overdue')).toBe(true);
  await expect(widget.element.locator('.promise')).toContainText('we are confirming a new one');
  await axe('a date that has passed');
});

test('an element is in the state "loading" until its answer is there', async ({ shop, widget, visit, page }) => {
  const goods = await shop.sells(wish);
  let answer = (): void => {};
  const isAsked = new Promise<void>((asked) => {
    void page.route(/\/embed\/v1\/[^/]+\/THING/, async (route) => {
      asked();
      await new Promise<void>((go) => (answer = go));
      await route.continue();
    });
  });
  await visit('plain', goods);
  await isAsked;
  expect(await widget.hasState('loading')).toBe(true);
  await expect(widget.fallback).toBeVisible();
  answer();
  await expect(widget.status).toBeVisible();
  expect(await widget.hasState('loading')).toBe(false);
});

test('an application that goes to and fro holds one stream and no element that is gone', async ({ shop, widget, visit, page, context }) => {
  const [goods, other] = [await shop.sells({ stock: 30 }), await shop.sells()];
  await visit('empty', goods);
  const gone = await page.evaluateHandle(() => [] as WeakRef<Element>[]);
  const go = (sku: string, isBack = false) =>
    page.evaluate(
      async ({ gone, slug, sku, isBack }) => {
        if (isBack) await new Promise((done) => (addEventListener('popstate', done, { once: true }), history.back()));
        else history.pushState({}, '', `#${sku}`);
        const place = document.querySelector('#place')!;
        const left = place.firstElementChild;
        if (left) gone.push(new WeakRef(left));
        place.innerHTML = `<dockline-availability shop="${slug}" sku="${sku}"></dockline-availability>`;
      },
      { gone, slug: shop.slug, sku, isBack },
    );
  for (let round = 0; round < 10; round += 1) {
    await go(goods.sku);
    await expect(widget.status).toHaveText('In stock');
    await go(other.sku, round % 2 === 1);
    await expect(widget.status).toHaveText('Out of stock');
  }
  await widget.expectStreams(1);
  await shop.api.setStock(other.sku, 9);
  await expect(widget.status).toHaveText('In stock');
  const devtools = await context.newCDPSession(page);
  const kept = async (): Promise<number> => {
    await devtools.send('HeapProfiler.collectGarbage');
    return gone.evaluate((gone) => gone.filter((one) => one.deref() !== undefined).length);
  };
  await expect.poll(kept).toBe(0);
  expect(await gone.evaluate((gone) => gone.length)).toBe(19);
});

test.describe('nothing moves', () => {
  for (const [layout, width] of [['card', 320], ['inline', 320], ['badge', 320], ['card', 1280]] as const) {
    for (const locale of ['en', 'de']) {
      test(`with the documented room: ${layout}, ${locale}, ${width} px`, async ({ shop, widget, visit, page }) => {
        await page.setViewportSize({ width, height: 1_200 });
        const goods = await shop.sells(wish);
        // The room is taken from the beginning, as on a page that has the element in its HTML; the answer comes late.
        await page.route(/\/embed\/v1\/[^/]+\/THING/, async (route) => {
          await new Promise((later) => setTimeout(later, 700));
          await route.continue();
        });
        await visit('room', goods, { layout, locale, quantity: '5' });
        await widget.expectTold(['ready']);
        await expect(layout === 'card' ? widget.element.locator('[part=parts]') : widget.badge).toContainText(spell(week(3), locale as 'en' | 'de'));
        await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
        expect((await widget.recorded()).shifted).toBe(0);
      });
    }
  }
});

for (const scheme of ['plain', 'dark'] as const) {
  test(`everything it may say is accessible on a page that is ${scheme}`, async ({ shop, widget, visit, axe, page }) => {
    const [out, undated] = [await shop.sells(), await shop.sells({ supply: [{ quantity: 10, expected: null }] })];
    await visit(scheme, out);
    await expect(widget.status).toHaveText('Out of stock');
    await axe('out of stock');
    await visit(scheme, undated);
    await expect(widget.element.locator('.promise')).toContainText('No date yet');
    await axe('without a date');
    for (const layout of ['inline', 'badge']) {
      await widget.set('layout', layout);
      await expect(widget.badge).toBeVisible();
      await axe(layout);
    }
    // axe takes the colours of the reader for those of a light page.
    await page.emulateMedia({ forcedColors: 'active' });
    await widget.set('layout', 'card');
    await expect(widget.button).toHaveCSS('border-top-style', 'solid');
    if (scheme === 'plain') await axe('in the reader\'s own colours');
  });
}
