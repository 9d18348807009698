// The page that shows how to embed the widget: a form, and what comes of it.

import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures';
import { spell, week } from '../fixtures/dates';
import { WidgetPage } from '../pages/widget';

const wish = { stock: 2, supply: [{ quantity: 10, expected: week(3) }] };
const form = (page: Page) => page.locator('.embed__form');
const result = (page: Page, heading: string) =>
  page.locator('section').filter({ has: page.getByRole('heading', { name: heading, exact: true }) }).locator('code').first();

for (const [where, tag] of [['with JavaScript', '@js'], ['without JavaScript', '@no-js']] as const) {
  test(`the form makes the tag, ${where}`, { tag }, async ({ shop, page }) => {
    const goods = await shop.sells(wish);
    await page.goto(`/docs/embed?shop=${shop.slug}`);
    await form(page).getByLabel('SKU').fill(goods.sku);
    await form(page).getByLabel('Layout').selectOption('inline');
    await form(page).getByLabel('Colours').selectOption('dark');
    await form(page).getByLabel('Quantity', { exact: true }).fill('5');
    await form(page).getByLabel('Language').selectOption('de');
    await form(page).getByLabel('Colour of the button').fill('#FF8800');
    await form(page).getByLabel('Corners, in pixels').fill('4');
    await page.getByRole('button', { name: 'Show the result' }).click();
    const { version, integrity } = (await (await fetch(`${shop.origin}/embed/1/integrity.json`)).json()) as {
      version: string;
      integrity: Record<string, string>;
    };
    const element = `<dockline-availability shop="${shop.slug}" sku="${goods.sku}" layout="inline" theme="dark" quantity="5" locale="de">`;
    await expect(result(page, 'The tag')).toContainText(element);
    await expect(result(page, 'The tag')).toContainText('/embed/1/widget.js');
    await expect(result(page, 'A version that never changes')).toContainText(`/embed/${version}/widget.js`);
    await expect(result(page, 'A version that never changes')).toContainText(integrity['widget.js']!);
    await expect(result(page, 'Keep its place free')).toContainText('--dockline-accent: #ff8800;');
    await expect(result(page, 'Keep its place free')).toContainText('--dockline-radius: 4px;');
    await expect(result(page, 'Show the answer sooner')).toContainText(`/embed/v1/${shop.slug}/${goods.sku}?lang=de&amp;quantity=5&amp;layout=inline`);
    await expect(result(page, 'With the rules in the page')).toContainText("'wasm-unsafe-eval'");
    await expect(result(page, 'With a nonce')).toContainText("'strict-dynamic'");
    await expect(form(page).getByLabel('Colour of the button')).toHaveValue('#ff8800');
  });
}

test('the preview is the widget as it was asked for', async ({ shop, page }) => {
  const goods = await shop.sells(wish);
  await page.goto(`/docs/embed?shop=${shop.slug}&sku=${goods.sku}&quantity=5&locale=de&accent=ff8800&on-accent=000`);
  const widget = new WidgetPage(page);
  await expect(widget.element.locator('[part=parts]')).toContainText(spell(week(3), 'de'));
  await expect(widget.button).toHaveCSS('background-color', 'rgb(255, 136, 0)');
  await expect(widget.button).toHaveCSS('color', 'rgb(0, 0, 0)');
});

test('what makes no sense is told at its field, and comes into no style sheet', async ({ shop, page }) => {
  const goods = await shop.sells(wish);
  await page.goto(`/docs/embed?shop=${shop.slug}&sku=${goods.sku}&accent=${encodeURIComponent('red;} body{display:none')}&theme=purple`);
  const field = form(page).getByLabel('Colour of the button');
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await expect(field).toHaveAccessibleDescription(/makes no sense here/);
  await expect(form(page).getByLabel('Colours')).toHaveAttribute('aria-invalid', 'true');
  await expect(result(page, 'Keep its place free')).not.toContainText('red');
  await page.goto(`/docs/embed?shop=${shop.slug}&sku=NO-SUCH-THING`);
  await expect(form(page).getByLabel('SKU')).toHaveAccessibleDescription('Nothing is known about this article here.');
});

test('the form is filled in and sent by keyboard alone', async ({ shop, page }) => {
  const goods = await shop.sells(wish);
  await page.goto(`/docs/embed?shop=${shop.slug}&sku=${goods.sku}`);
  await form(page).getByLabel('SKU').focus();
  await page.keyboard.press('Tab');
  await expect(form(page).getByLabel('Layout')).toBeFocused();
  await page.keyboard.type('One line with');
  await page.keyboard.press('Tab');
  await page.keyboard.type('3');
  await page.keyboard.press('Enter');
  await expect(result(page, 'The tag')).toContainText('layout="inline"');
});

test("a shop's people find it in the console, about their shop; everybody else from the foot of a page", async ({ shop, desk, page }) => {
  const goods = await shop.sells(wish);
  await desk.enter(shop, 'viewer');
  await page.getByRole('link', { name: 'Widget', exact: true }).click();
  await form(page).getByLabel('SKU').fill(goods.sku);
  await page.getByRole('button', { name: 'Show the result' }).click();
  await expect(page).toHaveURL(/\/console\/embed\?/);
  await expect(result(page, 'The tag')).toContainText(`shop="${shop.slug}" sku="${goods.sku}"`);
  await page.goto(goods.path);
  await page.getByRole('link', { name: 'Availability in your own shop page' }).click();
  await expect(page).toHaveURL(`/docs/embed?shop=${shop.slug}`);
});

test.describe('WCAG 2.2 AA holds on', { tag: '@dark' }, () => {
  for (const lang of ['en', 'de'] as const) {
    test(`the form, its results and the widget, in ${lang}`, async ({ shop, page, axe }) => {
      const goods = await shop.sells(wish);
      await page.goto(`/docs/embed?shop=${shop.slug}&sku=${goods.sku}&quantity=5&accent=nonsense&lang=${lang}`);
      await expect(new WidgetPage(page).element.locator('[part=parts]')).toContainText(spell(week(3), lang));
      await axe(`how to embed, in ${lang}`);
    });

    test(`the same in the console, in ${lang}`, async ({ shop, page, axe, desk }) => {
      const goods = await shop.sells(wish);
      await desk.enter(shop, 'owner');
      await page.goto(`/console/embed?sku=${goods.sku}&quantity=5&lang=${lang}`);
      await expect(new WidgetPage(page).element.locator('[part=parts]')).toContainText(spell(week(3), lang));
      await axe(`how to embed, in the console, in ${lang}`);
    });
  }
});
