import { spell, week } from '../fixtures/dates';
import { expect, test } from '../fixtures';
import { ProductPage } from '../pages/product';

/** A change is on every open page within this time after the merchant's program has its answer. */
const AT_ONCE = { timeout: 1_000 };

test('a new date of a purchase order is on an open page within a second, and is announced', { tag: '@phone' }, async ({ shop, product }) => {
  const goods = await shop.sells({ supply: [{ quantity: 10, expected: week(3) }] });
  await product.openLive(goods);
  await expect(product.date).toHaveText(spell(week(3)));
  await expect(product.announcer).toBeEmpty();

  await shop.api.change(goods.references[0]!, { expected: week(5), reason: 'Storm in Porto' });
  await expect(product.date).toHaveText(spell(week(5)), AT_ONCE);
  await expect(product.orderButton).toHaveText(`Backorder — ships ${spell(week(5))}`);
  await expect(product.announcer).toContainText(goods.title);
  await expect(product.announcer).toContainText(spell(week(5)));
});

test('the way of the goods moves on an open page', async ({ shop, product }) => {
  const goods = await shop.sells({ supply: [{ quantity: 10, expected: week(3) }] });
  await product.openLive(goods);
  const present = product.page.locator('[aria-current=step]');
  await expect(present).toContainText('On its way to us');
  await shop.api.milestone(goods.references[0]!, { stage: 'customs', note: 'Papers handed in' });
  await expect(present).toContainText('At customs', AT_ONCE);
  await expect(present).toContainText('Papers handed in');
});

test('stock that arrives or leaves turns the status of an open page', async ({ shop, product }) => {
  const goods = await shop.sells();
  await product.openLive(goods);
  await expect(product.status('Out of stock')).toBeVisible();
  await expect(product.orderButton).toBeHidden();

  await shop.api.setStock(goods.sku, 30);
  await expect(product.status('In stock')).toBeVisible(AT_ONCE);
  await expect(product.orderButton).toBeVisible();

  await shop.api.place([{ sku: goods.sku, quantity: 30 }]);
  await expect(product.status('Out of stock')).toBeVisible(AT_ONCE);
  await expect(product.orderButton).toBeHidden();
  await expect(product.waitlist).toBeVisible();
});

test('a typed quantity survives a change, and keeps the focus', async ({ shop, product }) => {
  const goods = await shop.sells({ supply: [{ quantity: 10, expected: week(3) }] });
  await product.openLive(goods);
  await product.quantity.fill('4');
  await shop.api.change(goods.references[0]!, { expected: week(5) });
  await expect(product.date).toHaveText(spell(week(5)));
  await expect(product.quantity).toHaveValue('4');
  await expect(product.quantity).toBeFocused();
});

test('an order page moves up when somebody ahead cancels', { tag: '@phone' }, async ({ shop, order }) => {
  const goods = await shop.sells({ supply: [{ quantity: 10, expected: week(3) }] });
  const ahead = await shop.api.place([{ sku: goods.sku, quantity: 2 }]);
  const placed = await shop.api.place([{ sku: goods.sku, quantity: 1 }]);
  await order.openLive(placed.token);
  await expect(order.position).toHaveText('Number 3 in line');
  await shop.api.cancel(ahead.token);
  await expect(order.position).toHaveText('Number 1 in line; it was 3 when you ordered', AT_ONCE);
});

test('an order page shows that its units have come in', async ({ shop, order }) => {
  const goods = await shop.sells({ supply: [{ quantity: 10, expected: week(3) }] });
  const placed = await shop.api.place([{ sku: goods.sku, quantity: 1 }]);
  await order.openLive(placed.token);
  await shop.api.setStock(goods.sku, 5);
  await expect(order.main.getByText('Your units are here; packing is next').first()).toBeVisible(AT_ONCE);
  await expect(order.announcer).toContainText('Your units are here');
});

test('a later date on an order page says by how many days and why', async ({ shop, order }) => {
  const goods = await shop.sells({ supply: [{ quantity: 10, expected: week(3) }] });
  const placed = await shop.api.place([{ sku: goods.sku, quantity: 1 }]);
  await order.openLive(placed.token);
  await shop.api.change(goods.references[0]!, { expected: week(5), reason: 'Storm in Porto' });
  await expect(order.date).toHaveText(spell(week(5)), AT_ONCE);
  await expect(order.main.getByText(`Now ${spell(week(5))}, 14 days later: Storm in Porto`).first()).toBeVisible();
  await expect(order.main.getByText(spell(week(3))).first()).toBeVisible();
});

test('a paused page stays as it is, and catches up when it goes on', async ({ shop, product, context }) => {
  const goods = await shop.sells({ supply: [{ quantity: 10, expected: week(3) }] });
  const other = new ProductPage(await context.newPage());
  await other.openLive(goods);
  await product.openLive(goods);
  await product.connection.click();
  await expect(product.connection).toHaveText(/Paused/);
  await expect(product.connection).toHaveAccessibleName(/Resume/);

  await shop.api.change(goods.references[0]!, { expected: week(5) });
  await expect(other.date).toHaveText(spell(week(5)));
  await expect(product.date).toHaveText(spell(week(3)));

  await product.connection.click();
  await expect(product.connection).toHaveText(/Live/);
  await expect(product.date).toHaveText(spell(week(5)));
});

test('a later date on a product page says by how many days and why, and keeps its history', async ({ shop, product, axe }) => {
  const goods = await shop.sells({ supply: [{ quantity: 10, expected: week(3) }] });
  await product.openLive(goods);
  await expect(product.dateHistory).toHaveCount(0);
  await shop.api.change(goods.references[0]!, { expected: week(5), reason: 'Storm in Porto' });
  await expect(product.main.getByText(`Now ${spell(week(5))}, 14 days later: Storm in Porto`)).toBeVisible(AT_ONCE);
  await product.dateHistory.getByText('How this date has moved').click();
  await expect(product.dateHistory.getByRole('listitem')).toHaveText([new RegExp(`At first ${spell(week(3))}`), new RegExp(`${spell(week(5))} Storm in Porto`)]);
  await axe('a date that moved');

  await shop.api.change(goods.references[0]!, { expected: week(4), reason: 'A faster ship' });
  await expect(product.main.getByText(`Now ${spell(week(4))}, 7 days earlier: A faster ship`)).toBeVisible(AT_ONCE);
  await expect(product.dateHistory.getByRole('listitem'), 'what was unfolded stays so').toHaveCount(3);
  await expect(product.dateHistory.getByRole('listitem').last()).toBeVisible();
});

test('the other variants and the products below follow on the one stream of a page', async ({ shop, product, page }) => {
  const below = await shop.sells({ title: 'Zz below' });
  const goods = await shop.sells({ title: 'Zy above', stock: 5, colours: ['Clay', 'Sand'] });
  const streams: string[] = [];
  page.on('request', (request) => void (request.url().includes('/app/live') && streams.push(request.url())));
  await product.openLive(goods);
  const sand = product.main.getByRole('link', { name: /^Sand/ });
  const card = product.main.getByRole('listitem').filter({ has: page.getByRole('heading', { name: below.title }) });
  await expect(sand).toHaveAccessibleName(/Out of stock/);
  await expect(card).toContainText('Out of stock');

  await shop.api.setStock(goods.variants[1]!.sku, 7);
  await expect(sand).toHaveAccessibleName(/In stock/, AT_ONCE);
  await shop.api.setStock(below.sku, 7);
  await expect(card).toContainText('In stock', AT_ONCE);
  await expect(product.announcer, 'what happens to others is not said aloud').toBeEmpty();
  expect(streams).toHaveLength(1);
});

test('the catalogue follows', { tag: '@phone' }, async ({ shop, catalogue, page }) => {
  const goods = await shop.sells();
  await catalogue.open(shop, `?q=${encodeURIComponent(goods.title)}`);
  await expect(page.locator('html')).toHaveAttribute('data-connection', 'live');
  await expect(catalogue.card(goods)).toContainText('Out of stock');
  await shop.api.setStock(goods.sku, 40);
  await expect(catalogue.card(goods)).toContainText('In stock', AT_ONCE);
});

test('a page without network says so, keeps what was typed, and catches up', async ({ shop, product, context, complaints }) => {
  complaints.expect(/ERR_INTERNET_DISCONNECTED/);
  const goods = await shop.sells({ supply: [{ quantity: 10, expected: week(3) }] });
  await product.openLive(goods);
  await product.quantity.fill('4');
  await expect(product.position).toContainText('number 1 in line');
  await context.setOffline(true);
  await expect(product.connection).toHaveText(/Offline/);
  await expect(product.quantity).toHaveValue('4');
  await shop.api.change(goods.references[0]!, { expected: week(5) });
  await expect(product.date).toHaveText(spell(week(3)));

  await context.setOffline(false);
  await expect(product.connection).toHaveText(/Live/);
  await expect(product.date).toHaveText(spell(week(5)));
  await expect(product.quantity).toHaveValue('4');
});
