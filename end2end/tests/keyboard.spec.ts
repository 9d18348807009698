import type { Locator, Page } from '@playwright/test';
import { newEmail } from '../fixtures/api';
import { spell, week } from '../fixtures/dates';
import { expect, test } from '../fixtures';

/** Most stops on the way to a control. */
const STOPS_MAX = 40;

/** Whether one can see where the focus is. */
async function expectFocusToShow(page: Page): Promise<void> {
  const hidden = await page.evaluate(() => {
    const element = document.activeElement;
    if (element === null || element === document.body) return null;
    // The link of a card has its ring around the whole card.
    const shows = [undefined, '::after'].some((pseudo) => {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element, pseudo);
      return (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1) || boxShadow !== 'none';
    });
    return shows ? null : element.outerHTML.slice(0, 200);
  });
  expect(hidden, 'an element with the focus that does not show it').toBeNull();
}

/** Presses Tab until a control has the focus, and looks at every stop. */
async function tabTo(page: Page, control: Locator): Promise<void> {
  for (let stop = 0; stop < STOPS_MAX; stop += 1) {
    await page.keyboard.press('Tab');
    await expectFocusToShow(page);
    if (await control.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`${control} is not reached within ${STOPS_MAX} stops`);
}

test('the skip link comes first and leads to the content', async ({ shop, catalogue, page }) => {
  await catalogue.open(shop);
  await page.keyboard.press('Tab');
  await expect(catalogue.skipLink).toBeFocused();
  await expect(catalogue.skipLink).toBeInViewport();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
});

test('an order is placed from the catalogue with the keyboard alone', async ({ shop, catalogue, product, order, page }) => {
  const goods = await shop.sells({ stock: 1, supply: [{ quantity: 10, expected: week(3) }] });
  await catalogue.open(shop);
  await tabTo(page, catalogue.searchField);
  await page.keyboard.type(goods.title);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toContainText(goods.title);
  await tabTo(page, catalogue.card(goods).getByRole('link'));
  await page.keyboard.press('Enter');

  await product.isLive();
  await tabTo(page, product.quantity);
  await page.keyboard.press('ArrowUp');
  await expect(product.parts).toHaveText([/^\s*1 ships /, `1 ships ${spell(week(3))}`]);
  await tabTo(page, product.email);
  await page.keyboard.type(newEmail());
  await tabTo(page, product.name);
  await page.keyboard.type('Ada');
  await tabTo(page, product.orderButton);
  await page.keyboard.press('Space');
  await order.isShown();
});

test('the Enter key in a field orders', async ({ shop, product, order }) => {
  const goods = await shop.sells({ supply: [{ quantity: 10, expected: week(3) }] });
  await product.openLive(goods);
  await product.fillIn({ email: newEmail(), name: 'Ada' });
  await product.name.press('Enter');
  await order.isShown();
});

test('the summary of what is wrong gets the focus, and its links lead to the fields', async ({ shop, product, page, complaints }) => {
  complaints.expect(/422/);
  const goods = await shop.sells({ stock: 30 });
  await product.openLive(goods);
  await product.email.focus();
  await page.keyboard.type('ada@localhost');
  await page.keyboard.press('Tab');
  await page.keyboard.type(' ');
  await tabTo(page, product.orderButton);
  await page.keyboard.press('Enter');
  await expect(product.errors).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(product.name).toBeFocused();
});

test('an order is cancelled with the keyboard alone', async ({ shop, order, page }) => {
  const goods = await shop.sells({ supply: [{ quantity: 10, expected: week(3) }] });
  const placed = await shop.api.place([{ sku: goods.sku, quantity: 2 }]);
  await order.openLive(placed.token);
  await tabTo(page, order.cancelLink);
  await page.keyboard.press('Enter');
  await expect(order.cancelButton).toBeVisible();
  await tabTo(page, order.page.getByRole('spinbutton', { name: goods.title }));
  await page.keyboard.press('ArrowDown');
  await tabTo(page, order.cancelButton);
  await page.keyboard.press('Enter');
  await expect(order.main.getByText('1 waits in line.')).toBeVisible();
});
