import { newEmail } from '../fixtures/api';
import { spell, week } from '../fixtures/dates';
import { expect, test } from '../fixtures';

test.describe('a browser that asks for German', () => {
  test.use({ locale: 'de-DE' });

  test('gets German pages with German dates', async ({ shop, page }) => {
    const goods = await shop.sells({ supply: [{ quantity: 10, expected: week(3) }] });
    await page.goto(goods.path);
    await expect(page.locator('html')).toHaveAttribute('lang', 'de');
    await expect(page.getByRole('button', { name: `Bestellen — Versand ${spell(week(3), 'de')}` })).toBeVisible();
    await expect(page.getByText('129,00 €').first()).toBeVisible();
  });

  test('gets changes and the order in German', async ({ shop, page }) => {
    const goods = await shop.sells({ supply: [{ quantity: 10, expected: week(3) }] });
    await page.goto(goods.path);
    await expect(page.locator('html')).toHaveAttribute('data-connection', 'live');
    await shop.api.change(goods.references[0]!, { expected: week(5) });
    await page.getByRole('button', { name: `Bestellen — Versand ${spell(week(5), 'de')}` }).click();
    await page.getByRole('textbox', { name: 'E-Mail' }).fill(newEmail());
    await page.getByRole('textbox', { name: 'Name' }).fill('Grete Hermann');
    await page.getByRole('button', { name: 'Zahlungspflichtig bestellen' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Bestellung \d+$/);
    await expect(page.getByText('Platz 1 in der Reihe')).toBeVisible();
    await expect(page.getByText(spell(week(5), 'de')).first()).toBeVisible();
  });

  test('names wrong fields in German', async ({ shop, page, complaints }) => {
    complaints.expect(/422/);
    const goods = await shop.sells({ stock: 30 });
    await page.goto(goods.path);
    await expect(page.locator('html')).toHaveAttribute('data-live', 'ready');
    await page.getByRole('button', { name: /^Bestellen — / }).click();
    await page.getByRole('textbox', { name: 'E-Mail' }).fill('ada@localhost');
    await page.getByRole('textbox', { name: 'Name' }).fill('Ada');
    await page.getByRole('button', { name: 'Zahlungspflichtig bestellen' }).click();
    await expect(page.getByRole('link', { name: /Mail-Adresse/ })).toBeVisible();
  });
});

test('the language is changed by a link and remembered', { tag: '@phone' }, async ({ shop, page }) => {
  const goods = await shop.sells({ supply: [{ quantity: 10, expected: week(3) }] });
  await page.goto(goods.path);
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  const german = page.getByRole('link', { name: 'Deutsch' });
  await expect(german).toHaveAttribute('lang', 'de');
  await german.click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(goods.title);

  await page.goto(shop.path);
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await expect(page.getByRole('link', { name: 'Warenkorb' })).toBeVisible();
  await page.getByRole('link', { name: 'English' }).click();
  await page.goto(goods.path);
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
});
