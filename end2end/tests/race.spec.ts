import type { BrowserContext } from '@playwright/test';
import { newEmail } from '../fixtures/api';
import { expect, test } from '../fixtures';
import type { Goods } from '../fixtures/shop';
import { CheckoutPage } from '../pages/checkout';
import { OrderPage } from '../pages/order';
import { ProductPage } from '../pages/product';

const isPlaced = (checkout: CheckoutPage): boolean => /\/o\/[^/]+$/.test(checkout.page.url());

/** Two shoppers press the button at the same time; answers who has an order, and who has not. */
async function race(contexts: BrowserContext[], goods: Goods, query: string): Promise<{ winner: CheckoutPage; loser: CheckoutPage }> {
  const shoppers = await Promise.all(
    contexts.map(async (context) => {
      const product = new ProductPage(await context.newPage());
      await product.openLive(goods, query);
      await product.orderButton.click();
      const checkout = new CheckoutPage(product.page);
      await expect(checkout.page.locator('html')).toHaveAttribute('data-live', 'ready');
      await checkout.fillIn({ email: newEmail(), name: 'Ada' });
      return checkout;
    }),
  );
  await Promise.all(shoppers.map((checkout) => checkout.orderButton.click({ noWaitAfter: true })));
  const isDecided = async (checkout: CheckoutPage): Promise<boolean> => isPlaced(checkout) || (await checkout.errors.isVisible());
  await expect.poll(async () => (await Promise.all(shoppers.map(isDecided))).every(Boolean)).toBe(true);
  const [winners, losers] = [shoppers.filter(isPlaced), shoppers.filter((checkout) => !isPlaced(checkout))];
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
  await loser.page.getByRole('link', { name: 'Change' }).click();
  const product = new ProductPage(loser.page);
  await expect(product.status('Out of stock')).toBeVisible();
  await expect(product.waitlist).toBeVisible();
  await Promise.all(contexts.map((context) => context.close()));
});

test('who comes second for more than is left is told how many there are', async ({ shop, browser, complaints }) => {
  complaints.expect(/409/);
  const goods = await shop.sells({ stock: 3 });
  const contexts = [await browser.newContext(), await browser.newContext()];
  contexts.forEach((context) => complaints.listen(context));
  const { loser } = await race(contexts, goods, '?quantity=2');

  await expect(loser.errors).toContainText(`1 of ${goods.title} can be ordered now. Nothing was ordered yet.`);
  await loser.page.getByRole('link', { name: 'Change' }).click();
  await new ProductPage(loser.page).isLive();
  await loser.page.getByRole('button', { name: /^Take 1 — / }).click();
  await loser.order({ email: newEmail(), name: 'Ada' });
  await new OrderPage(loser.page).isShown();
  await Promise.all(contexts.map((context) => context.close()));
});
