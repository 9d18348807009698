import type { BrowserContext } from '@playwright/test';
import { newEmail } from '../fixtures/api';
import { expect, test } from '../fixtures';
import type { Goods } from '../fixtures/shop';
import { OrderPage } from '../pages/order';
import { ProductPage } from '../pages/product';

const isPlaced = (product: ProductPage): boolean => /\/o\/[^/]+$/.test(product.page.url());

/** Two shoppers press the button at the same time; answers who has an order, and who has not. */
async function race(contexts: BrowserContext[], goods: Goods, query: string): Promise<{ winner: ProductPage; loser: ProductPage }> {
  const shoppers = await Promise.all(
    contexts.map(async (context) => {
      const product = new ProductPage(await context.newPage());
      await product.openLive(goods, query);
      await product.fillIn({ email: newEmail(), name: 'Ada' });
      return product;
    }),
  );
  // The buttons are taken in hand first: what one shopper buys may hide the other's button before it is looked for.
  const buttons = await Promise.all(shoppers.map((product) => product.orderButton.elementHandle()));
  await Promise.all(buttons.map((button) => button!.evaluate((element) => (element as HTMLElement).click())));
  const isDecided = async (product: ProductPage): Promise<boolean> => isPlaced(product) || (await product.errors.isVisible());
  await expect.poll(async () => (await Promise.all(shoppers.map(isDecided))).every(Boolean)).toBe(true);
  const [winners, losers] = [shoppers.filter(isPlaced), shoppers.filter((product) => !isPlaced(product))];
  expect([winners.length, losers.length]).toEqual([1, 1]);
  return { winner: winners[0]!, loser: losers[0]! };
}

test('of two shoppers who press at once for the last unit, one gets it and the other is told', async ({ shop, browser, complaints }) => {
  complaints.expect(/409/);
  const goods = await shop.sells({ stock: 1 });
  const contexts = [await browser.newContext(), await browser.newContext()];
  contexts.forEach((context) => complaints.listen(context));
  const { winner, loser } = await race(contexts, goods, '');

  await new OrderPage(winner.page).isShown();
  await expect(loser.errors).toContainText(`${goods.title} cannot be ordered at the moment. Nothing was ordered.`);
  await expect(loser.status('Out of stock')).toBeVisible();
  await expect(loser.waitlist).toBeVisible();
  await Promise.all(contexts.map((context) => context.close()));
});

test('who comes second for more than is left is told how many there are', async ({ shop, browser, complaints }) => {
  complaints.expect(/409/);
  const goods = await shop.sells({ stock: 3 });
  const contexts = [await browser.newContext(), await browser.newContext()];
  contexts.forEach((context) => complaints.listen(context));
  const { loser } = await race(contexts, goods, '?quantity=2');

  await expect(loser.errors).toContainText(`1 of ${goods.title} can be ordered now. Nothing was ordered yet.`);
  await loser.page.getByRole('link', { name: 'Take 1' }).click();
  await loser.isLive();
  await loser.fillIn({ email: newEmail(), name: 'Ada' });
  await loser.orderButton.click();
  await new OrderPage(loser.page).isShown();
  await Promise.all(contexts.map((context) => context.close()));
});
