import { newEmail } from '../fixtures/api';
import { expect, test } from '../fixtures';

test('a colour is chosen in place: nothing typed is lost, and back leads back', { tag: '@phone' }, async ({ shop, product, order }) => {
  const goods = await shop.sells({ stock: 30, colours: ['Clay', 'Sand', 'Moss'] });
  const [, sand] = goods.variants;
  await shop.api.setStock(sand!.sku, 3);
  await product.openLive(goods);
  const { page } = product;
  const colour = (name: string) => page.getByRole('group', { name: 'Colour' }).getByRole('link', { name: new RegExp(`^${name}`) });
  let documents = 0;
  page.on('request', (request) => (documents += request.isNavigationRequest() ? 1 : 0));
  const email = newEmail();
  await product.quantity.fill('2');
  await colour('Sand').focus();
  const before = await page.evaluate(() => scrollY);
  await page.keyboard.press('Enter');

  await expect(page).toHaveURL(new RegExp(`variant=${sand!.sku}&quantity=2$`));
  await expect(product.status('Only 3 left')).toBeVisible();
  await expect(colour('Sand')).toBeFocused();
  await expect(colour('Sand')).toHaveAttribute('aria-current', 'true');
  await expect(page).toHaveTitle(/Sand/);
  // What was said just before is heard first.
  await expect(product.announcer).toContainText('Only 3 left', { timeout: 10_000 });
  expect(await page.evaluate(() => scrollY)).toBe(before);
  await expect(product.quantity).toHaveValue('2');

  // What arrives for the new variant is shown, and what arrives for the old one is not.
  await shop.api.setStock(sand!.sku, 2);
  await expect(product.status('Only 2 left')).toBeVisible();

  await colour('Moss').click();
  await expect(product.status('Out of stock')).toBeVisible();
  await expect(product.waitlist).toBeVisible();
  await page.goBack();
  await expect(product.status('Only 2 left')).toBeVisible();
  await page.goBack();
  await expect(colour('Clay')).toHaveAttribute('aria-current', 'true');
  await page.goForward();
  await expect(product.status('Only 2 left')).toBeVisible();
  expect(documents).toBe(0);

  await product.order({ email, name: 'Ada' });
  await order.isShown();
  await expect(order.main.getByText('Sand').first()).toBeVisible();
  await expect(order.facts).toContainText(email);
});

test('on a phone the date and the button are on the first screen and stay in reach', async ({ shop, product, axe }) => {
  const goods = await shop.sells({ stock: 30, colours: ['Clay', 'Sand', 'Moss'] });
  const { page } = product;
  await page.setViewportSize({ width: 360, height: 740 });
  await product.openLive(goods);
  const when = product.main.getByText(/^In stock — ships /).first();
  await expect(when).toBeInViewport();
  const bar = page.locator('.buy-bar').getByRole('button', { name: /^Order — ships / });
  await expect(bar).toBeInViewport({ ratio: 1 });
  // The bar covers nothing that has the focus.
  const cart = product.cartButton;
  await cart.focus();
  const [field, edge] = [await cart.boundingBox(), await bar.boundingBox()];
  expect(field!.y + field!.height).toBeLessThanOrEqual(edge!.y);
  await page.getByRole('contentinfo').scrollIntoViewIfNeeded();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await axe('phone');
});
