import { originOf, OwnServer } from '../fixtures/server';
import { spell, week } from '../fixtures/dates';
import { expect, test } from '../fixtures';
import { Shop } from '../fixtures/shop';

test('a page says that it reconnects, and catches up after the server was away', async ({ product, complaints }) => {
  complaints.expect(/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE/);
  const server = await OwnServer.prepare();
  try {
    await server.start();
    const shop = await Shop.open(server.place, 'restart');
    const goods = await shop.sells({ supply: [{ quantity: 10, expected: week(3) }] });
    await product.page.goto(originOf(server.place) + goods.path);
    await product.isLive();

    await server.stop();
    await expect(product.connection).toHaveText(/Reconnecting/);
    await expect(product.date).toHaveText(spell(week(3)));

    await server.start();
    await shop.api.change(goods.references[0]!, { expected: week(5) });
    await expect(product.date).toHaveText(spell(week(5)), { timeout: 10_000 });
    await expect(product.connection).toHaveText(/Live/);
  } finally {
    await server.remove();
  }
});
