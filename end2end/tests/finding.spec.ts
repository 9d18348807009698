import { newEmail } from '../fixtures/api';
import { expect, test } from '../fixtures';

test('an order is found again in its browser, by its link, and by what only its owner knows', { tag: '@phone' }, async ({ shop, product, checkout, order, browser, axe }) => {
  const goods = await shop.sells({ stock: 30 });
  const email = newEmail();
  await product.openLive(goods);
  await product.orderButton.click();
  await checkout.country.selectOption('GB');
  await checkout.street.fill('10 High Street');
  await checkout.city.fill('London');
  await checkout.postalCode.fill('EC1Y 8SY');
  await checkout.order({ email, name: 'Ada' });
  await order.isShown();
  const { page } = order;
  const number = /\d+$/.exec((await order.heading.textContent()) ?? '')![0];
  await expect(page).toHaveTitle(new RegExp(`^Thank you: Order ${number} `));
  await expect(page.getByRole('status').filter({ hasText: 'Thank you.' })).toBeFocused();
  await expect(order.facts).toContainText('10 High Street');
  // What was said once leaves the address, and a copy that the browser refuses says so.
  await expect(page).toHaveURL(/\/o\/\w+$/);
  await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: { writeText: () => Promise.reject(new Error('refused')) } }));
  await page.getByRole('button', { name: 'Copy the link' }).click();
  await expect(page.getByRole('button', { name: 'Not copied' })).toBeVisible();
  await expect(page.getByRole('banner').getByRole('link', { name: 'My orders' })).toBeVisible();

  // This browser keeps the link.
  await page.goto(`${shop.path}/orders`);
  await axe('orders that the browser keeps');
  await page.getByRole('link', { name: `Order ${number}` }).click();
  await expect(order.heading).toHaveText(`Order ${number}`);
  await page.goBack();
  await page.getByRole('button', { name: `Forget: Order ${number}` }).click();
  await expect(page.getByText('This browser keeps no orders of this shop.')).toBeVisible();

  // Another browser asks for number and mail address, then for the postal code, whoever asks.
  const context = await browser.newContext({ javaScriptEnabled: false });
  const other = await context.newPage();
  await other.goto(`${shop.path}/orders`);
  // Texts are not looked for below `noscript`.
  await expect(other.locator('noscript p')).toBeVisible();
  await other.getByRole('main').getByRole('link', { name: 'Find an order' }).click();
  const field = (name: string) => other.getByRole('textbox', { name });
  await field('Order number').fill(number);
  await field('E-mail').fill('nobody@example.com');
  await other.getByRole('button', { name: 'Next' }).click();
  await expect(field('Postal code')).toBeFocused();
  await field('Postal code').fill('EC1Y 8SY');
  await other.getByRole('button', { name: 'Show the order' }).click();
  await expect(other.getByRole('status').first()).toContainText('No order of this shop fits all three');
  await field('E-mail').fill(email.toUpperCase());
  await field('Postal code').fill('ec1y8sy');
  await other.getByRole('button', { name: 'Show the order' }).click();
  await expect(other.getByRole('heading', { level: 1 })).toHaveText(`Order ${number}`);
  await context.close();
});
