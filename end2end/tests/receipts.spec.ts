import { spell, week } from '../fixtures/dates';
import { expect, test } from '../fixtures';
import { OrderPage } from '../pages/order';

const AT_ONCE = { timeout: 1_000 };

test('who is first in line sees on the open page that the goods are in, and the next one that they moved up', async ({ shop, order, context }) => {
  const goods = await shop.sells({ supply: [{ quantity: 100, expected: week(3) }, { quantity: 100, expected: week(7) }] });
  const first = await shop.api.place([{ sku: goods.sku, quantity: 60 }]);
  const second = await shop.api.place([{ sku: goods.sku, quantity: 1 }]);
  await order.openLive(first.token);
  const behind = new OrderPage(await context.newPage());
  await behind.openLive(second.token);
  await expect(behind.position).toHaveText('Number 61 in line');

  await shop.api.receive(goods.references[0]!, [{ sku: goods.sku, quantity: 60 }]);
  await expect(behind.position).toHaveText('Number 1 in line; it was 61 when you ordered', AT_ONCE);
  await expect(order.main).toContainText('60 are here for you', AT_ONCE);
  await expect(order.main).toContainText('60 units came in for you');

  await shop.api.cancel(first.token);
  await expect(behind.main).toContainText('1 is here for you', AT_ONCE);
});

test('a parcel that is handed over is on the open page with its carrier', async ({ shop, order }) => {
  const goods = await shop.sells({ stock: 5 });
  const placed = await shop.api.place([{ sku: goods.sku, quantity: 2 }]);
  await order.openLive(placed.token);
  const { items } = await shop.api.shipments('open', placed.order);
  await shop.api.pack(items[0]!.shipment);
  await expect(order.main).toContainText('A parcel of it was packed', AT_ONCE);
  await shop.api.handOver(items[0]!.shipment, 'DHL', '00340434');
  await expect(order.main).toContainText('A parcel was given to DHL, number 00340434', AT_ONCE);
});

test('a slip shows the old date struck through, the new one, the days between and the reason', async ({ shop, order }) => {
  const goods = await shop.sells({ supply: [{ quantity: 10, expected: week(3) }] });
  const placed = await shop.api.place([{ sku: goods.sku, quantity: 1 }]);
  await shop.api.change(goods.references[0]!, { expected: week(5), reason: 'Storm in Porto' });
  await expect(async () => {
    await order.open(placed.token);
    await expect(order.main.locator('.events').getByText('Storm in Porto')).toHaveCount(1, { timeout: 200 });
  }).toPass();
  await expect(order.main.locator('s').first()).toContainText(spell(week(3)));
  await expect(order.main.getByText(`Now ${spell(week(5))}, 14 days later: Storm in Porto`).first()).toBeVisible();
});
