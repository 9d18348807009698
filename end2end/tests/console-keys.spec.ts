import { expect, test } from '../fixtures';
import { week } from '../fixtures/dates';
import { DockPages } from '../pages/dock';

test('single keys lead through the console', async ({ shop, desk, page }) => {
  const goods = await shop.sells({ supply: [{ quantity: 10, expected: week(3) }] });
  await shop.api.place([{ sku: goods.sku, quantity: 2 }]);
  await desk.enter(shop, 'owner');
  for (const [key, section] of [['s', 'Supply'], ['o', 'Orders'], ['l', 'Line'], ['d', 'What has arrived?'], ['t', 'Today']] as const) {
    await page.keyboard.press('Escape');
    await page.keyboard.press('g');
    await page.keyboard.press(key);
    await expect(desk.heading).toHaveText(section);
  }
  await page.keyboard.press('/');
  await expect(desk.search).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(desk.search).not.toBeFocused();

  // Rows: the first, the next, back, and in.
  await page.goto('/console/supply?show=all');
  const links = desk.main.locator('tbody th a');
  await page.keyboard.press('j');
  await expect(links.nth(0)).toBeFocused();
  if ((await links.count()) > 1) {
    await page.keyboard.press('j');
    await expect(links.nth(1)).toBeFocused();
    await page.keyboard.press('k');
  }
  await expect(links.nth(0)).toBeFocused();
  const reference = await links.nth(0).innerText();
  await page.keyboard.press('Enter');
  await expect(desk.heading).toHaveText(reference);
});

test('keys do nothing while somebody types', async ({ shop, desk, page }) => {
  await desk.enter(shop, 'owner');
  await page.goto('/console/dock');
  const dock = new DockPages(page);
  await expect(dock.scan).toBeFocused();
  await page.keyboard.type('gs/?j');
  await expect(dock.scan).toHaveValue('gs/?j');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page).toHaveURL(/\/console\/dock$/);
});

test('the help lists the keys, and turns them off in this browser', async ({ shop, desk, page, axe }) => {
  await desk.enter(shop, 'owner');
  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Keys' });
  await expect(help).toContainText('Search orders');
  await axe('the keys');
  await help.getByRole('checkbox', { name: 'Use these keys in this browser' }).uncheck();
  await help.getByRole('button', { name: 'Close' }).click();
  await expect(help).toBeHidden();
  await page.keyboard.press('?');
  await page.keyboard.press('/');
  await expect(help).toBeHidden();
  await expect(desk.search).not.toBeFocused();

  // It is kept, and turned on again where it was turned off.
  await page.reload();
  await page.keyboard.press('/');
  await expect(desk.search).not.toBeFocused();
  await page.getByRole('button', { name: 'Keys' }).click();
  await help.getByRole('checkbox').check();
  await page.keyboard.press('Escape');
  await page.keyboard.press('/');
  await expect(desk.search).toBeFocused();
});

test.describe('without JavaScript', { tag: '@no-js' }, () => {
  test('no keys are spoken of', async ({ shop, desk, page }) => {
    await desk.enter(shop, 'viewer');
    await expect(page.getByRole('button', { name: 'Keys' })).toHaveCount(0);
    await expect(page.getByRole('dialog')).toHaveCount(0);
  });
});

test.describe('a browser that asks for German', () => {
  test.use({ locale: 'de-DE' });

  test('has the same keys, in German', async ({ shop, desk, page }) => {
    const who = await shop.staff('owner');
    await page.goto('/console/login?lang=de');
    await page.locator('#shop').fill(shop.slug);
    await page.locator('#email').fill(who.email);
    await page.locator('#password').fill(who.password);
    await page.keyboard.press('Enter');
    await expect(desk.heading).toHaveText('Heute');
    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Tasten' });
    await expect(help).toContainText('Bestellungen suchen');
    await page.keyboard.press('Escape');
    await page.keyboard.press('g');
    await page.keyboard.press('d');
    await expect(desk.heading).toHaveText('Was ist angekommen?');
  });
});
