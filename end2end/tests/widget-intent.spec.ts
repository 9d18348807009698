// What a shopper's wish for a quantity brings: the rules as wasm, and the server where they are forbidden.

import { expect, test, wish } from '../fixtures/widget';
import { spell, week } from '../fixtures/dates';
import { LONG_MS, leastOf, longestTaskMs } from '../fixtures/tasks';
import { WidgetPage } from '../pages/widget';

for (const policy of ['none', 'wasm', 'trusted-types', 'coep', 'strict'] as const) {
  test(`which units ship when is answered with the policy "${policy}", by wasm or by the server`, async ({ shop, widget, visit, complaints, page }) => {
    complaints.expect(/wasm|WebAssembly|unsafe-eval|422/i);
    const goods = await shop.sells(wish);
    const asked: URL[] = [];
    page.on('request', (request) => void asked.push(new URL(request.url())));
    await visit('plain', goods, { policy });
    await widget.expectTold(['ready']);
    const parts = await widget.parts(5);
    const truth = await shop.api.availability(goods.sku, 5);
    expect(parts.map(({ quantity, earliest, latest }) => [quantity, earliest, latest])).toEqual(
      truth.parts.map((part) => [part.quantity, part.ship_earliest, part.ship_latest]),
    );
    expect(parts[1]!.text).toBe(spell(week(3)));
    const byServer = asked.some(({ pathname, searchParams }) => pathname.endsWith('/outlook') && searchParams.has('quantity'));
    expect(byServer).toBe(policy === 'strict');
    for (const nonsense of [0, 2.5, -1, 10_000, 4_294_967_297, NaN]) {
      expect(await widget.parts(nonsense).catch((error: Error) => error.message), String(nonsense)).toContain('RangeError: quantity');
    }
  });
}

test('the words of a part are those of the card, in its language, whatever the page asks for', async ({ shop, widget, visit }) => {
  const goods = await shop.sells({ supply: [{ quantity: 10, expected: week(60) }] });
  await visit('plain', goods);
  await widget.expectTold(['ready']);
  const [english] = await widget.parts(1);
  expect(english!.text).toBe(spell(week(60)));
  expect(english!.text).toContain(week(60).latest.slice(0, 4));
  await widget.set('locale', 'de-AT');
  await widget.expectTold(['ready', 'change']);
  expect((await widget.parts(1))[0]!.text).toBe(spell(week(60), 'de'));
  await widget.set('locale', 'no tag at all');
  await widget.expectTold(['ready', 'change', 'change']);
  expect((await widget.parts(1))[0]!.text).toBe(spell(week(60)));
});

test('which fields of an order are wrong is told by the rules of the server', async ({ shop, widget, visit }) => {
  const goods = await shop.sells(wish);
  await visit('plain', goods);
  await widget.expectTold(['ready']);
  expect(await widget.wrong({ quantity: 2, name: 'Ada Lovelace' })).toEqual([]);
  expect(await widget.wrong({ quantity: 4_294_967_297, name: ' ' })).toEqual(['quantity', 'name']);
  expect(await widget.wrong({ quantity: 10_000, name: 'A'.repeat(1_000) })).toEqual(['quantity', 'name']);
});

for (const policy of ['wasm', 'strict'] as const) {
  test(`the quantity in the card brings its dates with the policy "${policy}"`, async ({ shop, widget, visit, complaints, page }) => {
    complaints.expect(/wasm|WebAssembly|unsafe-eval/i);
    const goods = await shop.sells(wish);
    const asked: string[] = [];
    page.on('request', (request) => void asked.push(request.url()));
    await visit('plain', goods, { policy });
    await widget.expectTold(['ready']);
    // Nothing is loaded before somebody means it.
    expect(asked.filter((url) => url.includes('intent'))).toEqual([]);
    await widget.quantity.focus();
    await expect.poll(() => asked.filter((url) => url.includes('intent.js')).length).toBe(1);
    if (policy === 'wasm') {
      await expect.poll(() => asked.filter((url) => url.includes('/outlook')).length).toBe(1);
      // The server's card comes later than the split: here it never comes.
      await page.route(/quantity=5/, () => {});
      await widget.quantity.fill('5');
      await expect(widget.split).toHaveText(new RegExp(`2 × .+ \\+ 3 × ${spell(week(3))}`));
      await expect(widget.button).toHaveAttribute('href', /quantity=5/);
      // It is asked for a moment after the split is there.
      await expect.poll(() => asked.filter((url) => url.includes('quantity=5')).length).toBe(1);
    }
    await widget.quantity.fill('6');
    await expect(widget.element.locator('[part=parts]')).toContainText(`4 ship ${spell(week(3))}`);
    await expect(widget.split).toBeEmpty();
    await expect(widget.element).toHaveAttribute('quantity', '6');
    await expect(widget.button).toHaveAttribute('href', /quantity=6/);
    await expect(widget.quantity).toBeFocused();
    await expect(widget.quantity).toHaveValue('6');
    await widget.expectTold(['ready', 'change']);
  });
}

test('a quantity that is typed key by key is never taken out of the hand', async ({ shop, widget, visit, page }) => {
  const goods = await shop.sells({ stock: 30 });
  await visit('plain', goods);
  await widget.expectTold(['ready']);
  await widget.quantity.focus();
  await page.keyboard.press('Control+A');
  await page.keyboard.type('1');
  await page.keyboard.type('2');
  await expect(widget.element).toHaveAttribute('quantity', '12');
  await widget.expectTold(['ready', 'change']);
  await page.keyboard.press('Backspace');
  await expect(widget.quantity).toHaveValue('1');
  await expect(widget.element).toHaveAttribute('quantity', '1');
  await widget.expectTold(['ready', 'change', 'change']);
  // What no order could have is not asked for.
  await page.keyboard.type('0000000');
  await expect(widget.quantity).toHaveValue('10000000');
  await page.keyboard.press('Tab');
  await expect(widget.element).toHaveAttribute('quantity', '1');
});

test('what is typed before the rules are there is not lost', async ({ shop, widget, visit, page }) => {
  const goods = await shop.sells(wish);
  let go = (): void => {};
  await page.route('**/intent.js', async (route) => {
    await new Promise<void>((later) => (go = later));
    await route.continue();
  });
  await visit('plain', goods);
  await widget.expectTold(['ready']);
  const asked = page.waitForRequest('**/intent.js');
  await widget.quantity.focus();
  await asked;
  await widget.quantity.fill('5');
  go();
  await expect(widget.element.locator('[part=parts]')).toContainText(`3 ship ${spell(week(3))}`);
  await expect(widget.quantity).toBeFocused();
});

test('a quantity is taken also where the rules cannot be loaded', async ({ shop, widget, visit, page, complaints }) => {
  complaints.expect(/intent\.js|ERR_FAILED/);
  const goods = await shop.sells(wish);
  await page.route('**/intent.js', (route) => route.abort());
  await visit('plain', goods);
  await widget.expectTold(['ready']);
  await widget.quantity.fill('5');
  await widget.quantity.press('Enter');
  await expect(widget.element.locator('[part=parts]')).toContainText(`3 ship ${spell(week(3))}`);
});

test('rules that are not what their hash says are not run: the server answers', async ({ shop, widget, visit, page, complaints }) => {
  complaints.expect(/integrity|digest/i);
  const goods = await shop.sells(wish);
  await page.route('**/intent.wasm', async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: Buffer.concat([await answer.body(), Buffer.from([0, 1, 0])]) });
  });
  const byServer = page.waitForRequest(/outlook\?.*quantity=5/);
  await visit('plain', goods);
  await widget.expectTold(['ready']);
  expect(await widget.parts(5)).toHaveLength(2);
  await byServer;
});

test('a page may keep a shopper who is about to leave for the order', async ({ shop, widget, visit, page }) => {
  const goods = await shop.sells(wish);
  await visit('plain', goods, { quantity: '1' });
  await widget.expectTold(['ready']);
  await page.evaluate(() => addEventListener('dockline:open', (event) => event.preventDefault(), { once: true }));
  const here = page.url();
  await widget.button.click();
  await widget.expectTold(['ready', 'open']);
  expect(page.url()).toBe(here);
  const { told } = await widget.recorded();
  expect(told[1]!.href).toContain(`/s/${shop.slug}/p/${goods.handle}?variant=${goods.sku}`);
  await widget.element.evaluate((element) => (element as unknown as { open(): void }).open());
  await page.waitForURL(/variant=/);
});

test('no task is long when the rules are loaded and asked, on a machine four times slower', async ({ shop, browser, hosts }) => {
  const goods = await shop.sells(wish);
  const address = hosts.page('plain', { origin: shop.origin, shop: shop.slug, sku: goods.sku });
  const longest = await leastOf(3, async () => {
    const page = await browser.newPage();
    const widget = new WidgetPage(page);
    await widget.record();
    await page.goto(address);
    await widget.expectTold(['ready']);
    const longest = await longestTaskMs(browser, page, async () => expect(await widget.parts(5)).toHaveLength(2), '/intent.js');
    await page.close();
    return longest;
  });
  test.info().annotations.push({ type: 'longest task', description: `${longest.toFixed(1)} ms` });
  expect(longest).toBeLessThan(LONG_MS);
});
