import { newEmail } from '../fixtures/api';
import { spell, week } from '../fixtures/dates';
import { expect, test } from '../fixtures';

test('the next in line gets the place and the date of somebody who cancels', async ({ shop, order }) => {
  const supply = [{ quantity: 2, expected: week(3) }, { quantity: 5, expected: week(6) }];
  const goods = await shop.sells({ supply });
  const ahead = await shop.api.place([{ sku: goods.sku, quantity: 2 }]);
  const placed = await shop.api.place([{ sku: goods.sku, quantity: 1 }]);
  await order.openLive(placed.token);
  await expect(order.position).toHaveText('Number 3 in line');
  await expect(order.date).toHaveText(spell(week(6)));

  await shop.api.cancel(ahead.token);
  await expect(order.position).toHaveText('Number 1 in line; it was 3 when you ordered');
  await expect(order.date).toHaveText(spell(week(3)));
  await expect(order.main.getByText(`Now ${spell(week(3))}, 21 days earlier`).first()).toBeVisible();
  await expect(order.announcer).toContainText(spell(week(3)));
});

test('the 101st unit ships with the second hundred, and with the first when others cancel', async ({ shop, product, order, context }) => {
  const [first, second] = [week(3), week(7)];
  const goods = await shop.sells({ supply: [{ quantity: 100, expected: first }, { quantity: 100, expected: second }] });
  const buyers = [];
  for (let buyer = 0; buyer < 4; buyer += 1) buyers.push(await shop.api.place([{ sku: goods.sku, quantity: 25 }]));
  for (const buyer of buyers) expect(buyer.lines[0]?.promised).toEqual(first);

  await product.openLive(goods);
  await expect(product.position).toContainText('number 101 in line, of 200 units');
  await expect(product.date).toHaveText(spell(second));
  await product.order({ email: newEmail(), name: 'Ada' });
  await order.isShown();
  await expect(order.date).toHaveText(spell(second));

  // The next visitor sees the same change as the shopper in line.
  const visitor = await context.newPage();
  await visitor.goto(goods.path);
  await expect(visitor.getByText(/You would be number 102 in line/)).toBeVisible();
  await order.isLive();
  await shop.api.cancel(buyers[1]!.token);
  await expect(order.position).toHaveText('Number 76 in line; it was 101 when you ordered');
  await expect(order.date).toHaveText(spell(first));
  await expect(visitor.getByText(/You would be number 77 in line/)).toBeVisible();
});

test('one order over two deliveries shows both dates', async ({ shop, product, order }) => {
  const supply = [{ quantity: 2, expected: week(3) }, { quantity: 5, expected: week(6) }];
  const goods = await shop.sells({ supply });
  await product.openLive(goods, '?quantity=3');
  await expect(product.parts).toHaveText([`2 ship ${spell(week(3))}`, `1 ships ${spell(week(6))}`]);
  await product.order({ email: newEmail(), name: 'Ada' });
  await order.isShown();
  await expect(order.main).toContainText(`2 ship ${spell(week(3))}`);
  await expect(order.main).toContainText(`1 ships ${spell(week(6))}`);
});

test('cancelling on the page shows it on the page', { tag: '@phone' }, async ({ shop, order }) => {
  const goods = await shop.sells({ supply: [{ quantity: 10, expected: week(3) }] });
  const placed = await shop.api.place([{ sku: goods.sku, quantity: 1 }]);
  await order.openLive(placed.token);
  await order.cancelLink.click();
  await order.isLive();
  // Where scripts run, the page's server function is asked.
  const asked = order.page.waitForResponse((response) => new URL(response.url()).pathname === '/app/cancel');
  await order.cancelButton.click();
  expect((await asked).status()).toBe(200);
  await expect(order.page.getByText('1 unit is cancelled.')).toBeVisible();
  await expect(order.main.getByText('This order was cancelled').first()).toBeVisible();
  await expect(order.cancelLink).toBeHidden();
  expect(await shop.api.waiting(goods.sku)).toEqual([]);
});
