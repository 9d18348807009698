import { newEmail } from '../fixtures/api';
import { week } from '../fixtures/dates';
import { expect, test } from '../fixtures';

const FOREIGN = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };

test('every page says what it may load and run', async ({ shop, request }) => {
  const goods = await shop.sells({ stock: 30 });
  const placed = await shop.api.place([{ sku: goods.sku, quantity: 1 }]);
  for (const path of ['/', shop.path, goods.path, `${goods.path}?quantity=2`, `${shop.path}/cart`, `/o/${placed.token}`, '/nothing']) {
    const headers = (await request.get(path)).headers();
    const policy = headers['content-security-policy'] ?? '';
    expect.soft(policy, path).toContain("default-src 'none'");
    expect.soft(policy, path).toContain("frame-ancestors 'none'");
    expect.soft(policy, path).not.toContain("'unsafe-inline'");
    expect.soft(policy, path).not.toContain("'unsafe-eval'");
    expect.soft(headers['x-content-type-options'], path).toBe('nosniff');
  }
});

test('the address of an order is told to nobody and kept by nobody', async ({ shop, request }) => {
  const goods = await shop.sells({ stock: 30 });
  const placed = await shop.api.place([{ sku: goods.sku, quantity: 1 }]);
  const headers = (await request.get(`/o/${placed.token}`)).headers();
  expect(headers['referrer-policy']).toBe('no-referrer');
  expect(headers['cache-control']).toContain('no-store');
  const html = await (await request.get(`/o/${placed.token}`)).text();
  expect(html).toMatch(/<meta name="robots" content="noindex"/);
});

test('a form that another site sends is refused', async ({ shop, request }) => {
  const goods = await shop.sells({ supply: [{ quantity: 10, expected: week(3) }] });
  const placed = await shop.api.place([{ sku: goods.sku, quantity: 1 }]);
  const form = { action: 'order', sku: goods.sku, quantity: '1', email: newEmail(), name: 'Ada', key: 'x' };
  const place = { input: { shop: shop.slug, lang: 'en', key: 'x', email: newEmail(), name: 'Ada', ship: 'as_available', lines: [{ sku: goods.sku, quantity: 1 }] } };
  const answers = [
    await request.post(goods.path, { headers: FOREIGN, form }),
    await request.post(`${shop.path}/cart`, { headers: FOREIGN, form: { action: 'order' } }),
    await request.post(`/o/${placed.token}`, { headers: FOREIGN, form: { action: 'cancel' } }),
    await request.post('/app/place', { headers: FOREIGN, data: place }),
  ];
  expect(answers.map((answer) => answer.status())).toEqual([403, 403, 403, 403]);
  expect(await shop.api.waiting(goods.sku)).toHaveLength(1);
});

test('a form on another site, sent by a browser, is refused', async ({ shop, page, complaints }) => {
  complaints.expect(/403|ERR_HTTP_RESPONSE_CODE_FAILURE/);
  const goods = await shop.sells({ supply: [{ quantity: 10, expected: week(3) }] });
  const fields = { action: 'order', sku: goods.sku, quantity: '1', email: newEmail(), name: 'Ada', key: 'x' };
  const inputs = Object.entries(fields).map(([name, value]) => `<input name="${name}" value="${value}">`).join('');
  const body = `<form method="post" action="${shop.origin}${goods.path}">${inputs}<button name="action" value="order">Win</button></form>`;
  await page.route('http://evil.test/', (route) => route.fulfill({ contentType: 'text/html', body }));
  await page.goto('http://evil.test/');
  const answer = page.waitForResponse((response) => response.url().endsWith(goods.path));
  await page.getByRole('button', { name: 'Win' }).click();
  expect((await answer).status()).toBe(403);
  expect(await shop.api.waiting(goods.sku)).toEqual([]);
});

test('what merchants and shoppers write is shown as text, wherever it stands', async ({ shop, product, order, cart, checkout, catalogue, page }) => {
  page.on('dialog', (dialog) => { throw new Error(`a page ran what somebody wrote: ${dialog.message()}`); });
  const evil = (what: string): string => `<img src=x onerror=alert('${what}')>"'&lt;`;
  const title = `${evil('title')} ${Date.now()}`;
  const colours = [evil('one'), evil('two')];
  const goods = await shop.sells({ title, colours, description: `<p>Warm</p><script>alert('description')</script>${evil('description')}`, supply: [{ quantity: 10, expected: week(3), basis: evil('basis') }] });

  await product.openLive(goods);
  await expect(product.heading).toHaveText(title);
  await expect(product.page.getByRole('group', { name: 'Colour' }).getByRole('link').first()).toContainText(colours[0]!);
  await expect(product.main.getByText(evil('basis')).first()).toBeVisible();
  await shop.api.milestone(goods.references[0]!, { stage: 'customs', note: evil('note') });
  await expect(product.stages.filter({ hasText: evil('note') })).toBeVisible();
  await expect(product.announcer).toContainText(title);

  await product.quantity.fill('2');
  await product.cartButton.click();
  await cart.open(shop);
  await expect(cart.line(goods)).toBeVisible();
  await cart.orderButton.click();
  await checkout.order({ email: newEmail(), name: evil('name') });
  await order.isShown();
  await expect(order.facts).toContainText(evil('name'));
  await order.isLive();
  await shop.api.change(goods.references[0]!, { expected: week(5), basis: evil('new basis') });
  await expect(order.main.getByText(evil('new basis')).first()).toBeVisible();

  await catalogue.open(shop, `?q=${encodeURIComponent(evil('search'))}`);
  await expect(page.getByRole('heading', { level: 1 })).toContainText(evil('search'));
});
