// The withdrawal function: from the footer of any page, in two steps, with and without a script.

import { newEmail } from '../fixtures/api';
import { expect, test } from '../fixtures';
import { ConsolePage } from '../pages/console';

test('somebody withdraws from a contract by the keyboard alone, and the shop carries it out', async ({ shop, page, axe, browser }) => {
  const goods = await shop.sells({ stock: 9 });
  const email = newEmail();
  const placed = await shop.api.place([{ sku: goods.sku, quantity: 2 }], { email });
  await page.goto(shop.path);
  const link = page.getByRole('contentinfo').getByRole('link', { name: 'Withdraw from contract here' });
  await link.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Withdraw from contract here');
  await axe('the withdrawal function');
  await page.getByRole('textbox', { name: 'Your name' }).focus();
  await page.keyboard.type('Ada Quill');
  await page.keyboard.press('Tab');
  await page.keyboard.type(`${placed.number}`);
  await page.keyboard.press('Tab');
  await page.keyboard.type(email);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await expect(page.getByRole('main')).toContainText('Nothing is declared yet.');
  await axe('a withdrawal to be confirmed');
  await page.getByRole('button', { name: 'Confirm withdrawal' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main').getByRole('status')).toBeFocused();
  await expect(page.getByRole('main')).toContainText('Your withdrawal has been received');
  await expect(page.getByRole('main')).toContainText('Ada Quill');
  await axe('the receipt of a withdrawal');

  const context = await browser.newContext({ javaScriptEnabled: false, locale: 'en-GB' });
  const desk = new ConsolePage(await context.newPage());
  await desk.enter(shop);
  await desk.list('Withdrawals from contracts').getByRole('link', { name: 'Ada Quill' }).first().click();
  await desk.page.getByRole('button', { name: 'Cancel what has not left' }).click();
  await expect(desk.main).toContainText('What had not left is cancelled.');
  await expect(desk.main).toContainText('Carried out');
  await context.close();
});

test('wer auf Deutsch liest, widerruft mit den Worten des Gesetzes', { tag: '@no-js' }, async ({ shop, page, complaints }) => {
  complaints.expect(/422/);
  await page.goto(`${shop.path}?lang=de`);
  await page.getByRole('contentinfo').getByRole('link', { name: 'Vertrag widerrufen' }).click();
  await page.getByRole('textbox', { name: 'Ihr Name' }).fill('Ada Quill');
  await page.getByRole('textbox', { name: /Mail-Adresse/ }).fill('ada@');
  await page.getByRole('button', { name: 'Weiter' }).click();
  const wrong = page.locator('[data-errors]');
  await expect(wrong).toBeFocused();
  await expect(wrong.getByRole('link')).toHaveCount(2);
  await page.getByRole('textbox', { name: /Welcher Vertrag/ }).fill('1');
  await page.getByRole('textbox', { name: /Mail-Adresse/ }).fill(newEmail());
  await page.getByRole('button', { name: 'Weiter' }).click();
  await expect(page.getByRole('main')).toContainText('Ich widerrufe den Vertrag, der hier genannt ist.');
  await page.getByRole('button', { name: 'Ändern' }).click();
  await expect(page.getByRole('textbox', { name: 'Ihr Name' })).toHaveValue('Ada Quill');
  await page.getByRole('button', { name: 'Weiter' }).click();
  await page.getByRole('button', { name: 'Widerruf bestätigen' }).click();
  await expect(page.getByRole('main')).toContainText('Ihr Widerruf ist eingegangen');
});
