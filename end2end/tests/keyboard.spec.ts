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

test('an order is placed from the catalogue with the keyboard alone', async ({ shop, catalogue, product, checkout, order, page }) => {
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
  await tabTo(page, product.orderButton);
  await page.keyboard.press('Space');
  await expect(checkout.heading).toHaveText('Review and order');
  await tabTo(page, checkout.email);
  await page.keyboard.type(newEmail());
  await tabTo(page, checkout.name);
  await page.keyboard.type('Ada');
  await tabTo(page, checkout.orderButton);
  await page.keyboard.press('Space');
  await order.isShown();
});

test('the Enter key in a field never orders', async ({ shop, product, checkout }) => {
  const goods = await shop.sells({ supply: [{ quantity: 10, expected: week(3) }] });
  await product.openLive(goods);
  await product.quantity.press('Enter');
  await expect(checkout.heading).toHaveText('Review and order');
  await checkout.fillIn({ email: newEmail(), name: 'Ada' });
  const answered = checkout.page.waitForResponse((response) => response.request().method() === 'POST');
  await checkout.name.press('Enter');
  await answered;
  await expect(checkout.name).toHaveValue('Ada');
  await expect(checkout.orderButton).toBeVisible();
  expect(await shop.api.waiting(goods.sku)).toEqual([]);
});

test('the summary of what is wrong gets the focus, and its links lead to the fields', async ({ shop, product, checkout, page, complaints }) => {
  complaints.expect(/422/);
  const goods = await shop.sells({ stock: 30 });
  await product.openLive(goods);
  await product.orderButton.click();
  await checkout.email.focus();
  await page.keyboard.type('ada@localhost');
  await page.keyboard.press('Tab');
  await page.keyboard.type(' ');
  await tabTo(page, checkout.orderButton);
  await page.keyboard.press('Enter');
  await expect(checkout.errors).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(checkout.name).toBeFocused();
});
