import { demo, main } from '../fixtures/addresses';
import { newEmail } from '../fixtures/api';
import { day, plusDays, spell, week } from '../fixtures/dates';
import { expect, test } from '../fixtures';
import { originOf } from '../fixtures/server';
import { Shop } from '../fixtures/shop';
import { ConsolePage } from '../pages/console';

/** Opens the demo's console, where every kind of row is. */
async function enterDemo(desk: ConsolePage): Promise<void> {
  await desk.page.goto(`${originOf(demo)}/console/login`);
  await desk.email.fill(await desk.page.getByText('owner@demo.example').innerText());
  await desk.password.fill(await desk.page.getByText('dockline-demo').innerText());
  await desk.logInButton.click();
  await expect(desk.heading).toHaveText('Today');
}

for (const [where, tag] of [['with JavaScript', '@js'], ['without JavaScript', '@no-js']] as const) {
  test.describe(where, { tag }, () => {
    test('one logs in, comes to the page one wanted, and logs out', async ({ shop, desk, page }) => {
      const who = await shop.staff('owner');
      await page.goto('/console/orders?q=nothing');
      await expect(desk.heading).toHaveText('Log in');
      await desk.fillIn(shop, who);
      await desk.logInButton.click();
      await expect(desk.heading).toHaveText('Orders');
      await expect(desk.main).toContainText('Nothing found for “nothing”');
      await expect(page.getByText(who.email)).toBeVisible();
      await desk.logOut.click();
      await expect(desk.heading).toHaveText('Log in');
      await page.goto('/console');
      await expect(desk.heading).toHaveText('Log in');
    });

    test('a wrong password is told, and what was written stays', async ({ shop, desk, page, complaints }) => {
      complaints.expect(/401/);
      const who = await shop.staff('owner');
      await page.goto('/console/login');
      await desk.fillIn(shop, { ...who, password: 'not the password' });
      await desk.logInButton.click();
      await expect(desk.alert).toHaveText('That did not fit. Check the mail address and the password.');
      await expect(desk.email).toHaveValue(who.email);
      await expect(desk.shopField).toHaveValue(shop.slug);
      await expect(desk.password).toHaveValue('');
    });

    test('Today names what needs a person, and an order is found and read', async ({ shop, desk, page }) => {
      const soon = { earliest: plusDays(day(), 2), latest: plusDays(day(), 3) };
      const goods = await shop.sells({ supply: [{ quantity: 10, expected: soon }] });
      const name = `Grace ${goods.handle}`;
      const placed = await shop.api.place([{ sku: goods.sku, quantity: 3 }], { email: newEmail(), name });
      await desk.enter(shop);
      const row = desk.list('Receipts expected').getByRole('row').filter({ hasText: goods.references[0]! });
      await expect(row).toContainText('The maker');
      await expect(row.getByRole('link', { name: 'Receive' })).toHaveAttribute('href', `/console/dock/receive/${goods.references[0]}`);

      await desk.search.fill(name);
      await desk.search.press('Enter');
      await expect(desk.row(name)).toContainText(`3 × ${goods.sku}`);
      await desk.row(name).getByRole('link', { name: String(placed.number) }).click();
      await expect(desk.heading).toHaveText(`Order ${placed.number}`);
      await expect(desk.list('Goods').getByRole('row').filter({ hasText: goods.title })).toContainText('First in line');
      await expect(desk.list('Goods').getByRole('row').filter({ hasText: goods.title }).getByRole('link', { name: goods.references[0]! })).toBeVisible();
      await page.getByRole('link', { name: 'Open' }).click();
      await expect(page).toHaveURL(new RegExp(`/o/${placed.token}$`));
    });

    test('units are cancelled with a reason that the shopper reads', async ({ shop, desk, order }) => {
      const goods = await shop.sells({ supply: [{ quantity: 10, expected: week(3) }] });
      const placed = await shop.api.place([{ sku: goods.sku, quantity: 3 }]);
      await desk.enter(shop, 'support');
      await desk.openOrder(placed.number);
      const form = await desk.form('Cancel units');
      await form.getByRole('spinbutton', { name: goods.title }).fill('2');
      await form.getByRole('textbox', { name: 'Reason' }).fill('asked on the phone');
      await form.getByRole('button', { name: 'Cancel these units' }).click();
      await expect(desk.page.getByText('The units are cancelled.')).toBeVisible();
      await expect(desk.main.getByRole('listitem').first()).toContainText(`Cancelled: 2 × ${goods.title} (asked on the phone) support@`);
      await order.open(placed.token);
      await expect(order.main.getByText('1 waits in line.')).toBeVisible();
      await expect(order.main.getByText('Cancelled: asked on the phone')).toBeVisible();
    });

    test('what somebody else has changed meanwhile is told, and what was written is kept', async ({ shop, desk, complaints }) => {
      complaints.expect(/409/);
      const goods = await shop.sells({ supply: [{ quantity: 10, expected: week(3) }] });
      const placed = await shop.api.place([{ sku: goods.sku, quantity: 3 }]);
      await desk.enter(shop, 'support');
      await desk.openOrder(placed.number);
      const form = await desk.form('Cancel units');
      await form.getByRole('spinbutton', { name: goods.title }).fill('2');
      await form.getByRole('textbox', { name: 'Reason' }).fill('asked on the phone');
      await shop.api.setStock(goods.sku, 1);
      await form.getByRole('button', { name: 'Cancel these units' }).click();
      await expect(desk.alert).toContainText('Somebody has changed this order since you looked');
      await expect(desk.row('Packing next')).toBeVisible();
      const again = await desk.form('Cancel units');
      await expect(again.getByRole('spinbutton', { name: goods.title })).toHaveValue('2');
      await expect(again.getByRole('textbox', { name: 'Reason' })).toHaveValue('asked on the phone');
      await shop.api.cancel(placed.token);
      await again.getByRole('button', { name: 'Cancel these units' }).click();
      await expect(desk.alert).toContainText('This is no longer possible');
      await expect(desk.alert).toContainText('asked on the phone');
    });

    test('an order is stopped and goes on', async ({ shop, desk }) => {
      const goods = await shop.sells({ stock: 5 });
      const placed = await shop.api.place([{ sku: goods.sku, quantity: 2 }]);
      await desk.enter(shop, 'support');
      await desk.openOrder(placed.number);
      const hold = await desk.form('Put on hold');
      await hold.getByRole('textbox', { name: 'Reason' }).fill('the address is not complete');
      await hold.getByRole('button', { name: 'Put on hold' }).click();
      await desk.section('Today').click();
      const held = desk.list('Orders on hold').getByRole('row').filter({ hasText: `Order ${placed.number}` });
      await expect(held).toContainText('the address is not complete');
      await held.getByRole('link', { name: 'Decide' }).click();
      const resume = await desk.form('Let it go on');
      await resume.getByRole('button', { name: 'Let it go on' }).click();
      await expect(desk.list('Goods').getByRole('row').filter({ hasText: goods.title })).toContainText('Packing next');
      await desk.section('Today').click();
      await expect(desk.list('Parcels to pack')).toContainText(`Order ${placed.number}`);
    });
  });
}

test('every date that was told is there, the old ones struck through', async ({ shop, desk }) => {
  const goods = await shop.sells({ supply: [{ quantity: 10, expected: week(3) }] });
  const placed = await shop.api.place([{ sku: goods.sku, quantity: 1 }]);
  await shop.api.change(goods.references[0]!, { expected: week(5), reason: 'Storm in Porto' });
  await desk.enter(shop);
  const told = desk.main.getByRole('region', { name: 'Every date that was told' }).getByRole('row');
  await expect(async () => {
    await desk.openOrder(placed.number);
    await expect(told).toHaveCount(3, { timeout: 100 });
  }).toPass();
  await expect(told.nth(1).locator('s')).toHaveText(new RegExp(`${spell(week(3))}$`));
  await expect(told.nth(2)).toContainText(spell(week(5)));
  await expect(told.nth(2)).toContainText('Storm in Porto');
  await desk.section('Today').click();
  await expect(desk.list('Promises at risk').getByRole('row').filter({ hasText: goods.sku })).toContainText(goods.title);
});

test('who only looks is offered nothing else', async ({ shop, desk }) => {
  const goods = await shop.sells({ stock: 5, supply: [{ quantity: 10, expected: { earliest: day(1), latest: day(2) } }] });
  const placed = await shop.api.place([{ sku: goods.sku, quantity: 1 }]);
  await desk.enter(shop, 'viewer');
  await expect(desk.list('Receipts expected').getByRole('link', { name: `Look ${goods.references[0]}` })).toBeVisible();
  await desk.openOrder(placed.number);
  await expect(desk.main.getByRole('button')).toHaveCount(0);
  await expect(desk.main.getByText('Cancel units')).toHaveCount(0);
});

test('a rehearsal shows its clock, which moves on by a form', async ({ page, complaints }, info) => {
  const shop = await Shop.open(main, `rehearsal-${info.workerIndex}-${info.project.name}`, { rehearsal: true });
  const desk = new ConsolePage(page);
  await desk.enter(shop);
  await page.getByText(/^Rehearsal: /).click();
  const to = page.getByLabel('New time');
  const target = plusDays(day(), 40);
  await to.fill(`${target}T09:30`);
  await page.getByRole('button', { name: 'Advance' }).click();
  await expect(page.getByText(/^Rehearsal: .*, 09:3\d$/)).toBeVisible();
  await expect(desk.heading).toHaveText('Today');

  // What is wrong is told beside the field, and what was written stays.
  complaints.expect(/422/);
  await page.getByText(/^Rehearsal: /).first().click();
  await to.evaluate((input) => input.removeAttribute('min'));
  await to.fill('2026-01-01T09:30');
  await page.getByRole('button', { name: 'Advance' }).click();
  const wrong = desk.main.getByLabel('New time');
  await expect(wrong).toHaveValue('2026-01-01T09:30');
  await expect(wrong).toHaveAccessibleDescription(/The clock only goes on/);
  await wrong.fill(`${plusDays(target, 1)}T08:00`);
  await desk.main.getByRole('button', { name: 'Advance' }).click();
  await expect(desk.heading).toHaveText('Today');
});

test('a form on another site cannot use the session', async ({ shop, desk, page, complaints }) => {
  complaints.expect(/403|ERR_HTTP_RESPONSE_CODE_FAILURE/);
  await desk.enter(shop);
  const body = `<form method="post" action="${shop.origin}/console/logout"><button>Win</button></form>`;
  await page.route('http://evil.test/', (route) => route.fulfill({ contentType: 'text/html', body }));
  await page.goto('http://evil.test/');
  const answer = page.waitForResponse((response) => response.url().endsWith('/console/logout'));
  await page.getByRole('button', { name: 'Win' }).click();
  expect((await answer).status()).toBe(403);
  // The browser is still on its way to its own page about the refusal: another page looks whether the session lives.
  const other = await page.context().newPage();
  await other.goto(`${shop.origin}/console`);
  await expect(other.getByRole('heading', { level: 1 })).toHaveText('Today');
});

test('the session is out of reach for scripts and kept by nobody', async ({ shop, desk, page, context }) => {
  await desk.enter(shop);
  const cookie = (await context.cookies()).find(({ name }) => name === '__Host-dockline');
  expect(cookie).toMatchObject({ httpOnly: true, secure: true, sameSite: 'Lax', path: '/' });
  expect(await page.evaluate(() => document.cookie)).not.toContain('dockline');
  const headers = (await page.reload())!.headers();
  expect(headers['cache-control']).toContain('no-store');
  expect(headers['content-security-policy']).toContain("default-src 'none'");
});

test('the keyboard alone finds an order and cancels a unit of it', async ({ shop, desk, page }) => {
  const goods = await shop.sells({ supply: [{ quantity: 10, expected: week(3) }] });
  const placed = await shop.api.place([{ sku: goods.sku, quantity: 3 }]);
  await desk.enter(shop);
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(desk.main).toBeFocused();
  await page.reload();
  for (let stop = 0; stop < 3; stop += 1) await page.keyboard.press('Tab');
  await expect(desk.search).toBeFocused();
  await expect(desk.search).toHaveAttribute('accesskey', '/');
  await page.keyboard.type(String(placed.number));
  await page.keyboard.press('Enter');
  const link = desk.main.getByRole('link', { name: String(placed.number), exact: true });
  await link.focus();
  await page.keyboard.press('Enter');
  await expect(desk.heading).toHaveText(`Order ${placed.number}`);
  await desk.main.getByText('Cancel units').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Tab');
  await page.keyboard.type('asked on the phone');
  await page.keyboard.press('Enter');
  await expect(page.getByText('The units are cancelled.')).toBeVisible();
});

test.describe('WCAG 2.2 AA holds on', { tag: '@dark' }, () => {
  test('the log-in, also when it was refused', async ({ shop, desk, page, axe, complaints }) => {
    complaints.expect(/401/);
    await page.goto('/console/login');
    await axe('the form');
    await desk.fillIn(shop, { role: 'owner', email: 'nobody@example.com', password: 'not the password' });
    await desk.logInButton.click();
    await expect(desk.alert).toBeVisible();
    await axe('refused');
    await page.goto(`${originOf(demo)}/console/login`);
    await axe('the demo');
  });

  test('Today with every list, and Today with nothing', async ({ desk, page, axe }, info) => {
    await enterDemo(desk);
    for (const list of ['Dates that have passed', 'Promises at risk', 'Receipts expected', 'Dates nobody has confirmed for long']) {
      await expect(desk.list(list)).toBeVisible();
    }
    await axe('every list');
    const quiet = await Shop.open(main, `quiet-${info.project.name}-${info.workerIndex}`, { rehearsal: true });
    await page.goto(quiet.origin);
    await desk.enter(quiet);
    await expect(desk.main).toContainText('Before you sell');
    await page.getByText(/^Rehearsal: /).click();
    await axe('nothing, and the clock');
  });

  test('orders, a search that finds nothing, a story with its forms, and what is not there', async ({ desk, page, axe, complaints }) => {
    complaints.expect(/404|422/);
    await enterDemo(desk);
    await desk.section('Orders').click();
    await axe('orders');
    await desk.main.getByRole('row').getByRole('link').first().click();
    await (await desk.form('Cancel units')).getByRole('textbox', { name: 'Reason' }).fill('x');
    await axe('story');
    await desk.main.getByRole('button', { name: 'Cancel these units' }).click();
    await expect(desk.alert).toHaveText(/Choose at least one unit/);
    await axe('refused');
    await desk.search.fill('zzz');
    await desk.search.press('Enter');
    await axe('nothing found');
    await page.goto(`${originOf(demo)}/console/orders/0`);
    await axe('not there');
  });
});

test('nothing scrolls sideways on 320 pixels, in either language', async ({ desk, page }) => {
  test.slow();
  await enterDemo(desk);
  await page.setViewportSize({ width: 320, height: 640 });
  await desk.page.goto(`${originOf(demo)}/console/orders`);
  const story = await desk.main.getByRole('row').getByRole('link').first().getAttribute('href');
  for (const lang of ['en', 'de']) {
    for (const path of ['/console', '/console/orders', '/console/orders?q=zzz', story!]) {
      await page.goto(`${originOf(demo)}${path}${path.includes('?') ? '&' : '?'}lang=${lang}`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect.soft(wide, `${path} in ${lang}`).toBeLessThanOrEqual(0);
    }
  }
});

test.describe('a browser that asks for German', () => {
  test.use({ locale: 'de-DE' });

  test('gets a German console', async ({ page }) => {
    await page.goto(`${originOf(demo)}/console/login`);
    await page.getByRole('textbox', { name: 'E-Mail' }).fill('owner@demo.example');
    await page.getByLabel('Passwort').fill('dockline-demo');
    await page.getByRole('button', { name: 'Anmelden' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Heute');
    await expect(page.getByRole('region', { name: 'Verstrichene Termine' })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Abmelden' })).toBeVisible();
  });
});

test('controls are at least 44 pixels high on touch screens', { tag: '@phone' }, async ({ desk, hasTouch }) => {
  test.skip(!hasTouch, 'a mouse hits smaller ones');
  await enterDemo(desk);
  const controls = [desk.search, desk.logOut, ...(await desk.main.getByRole('link', { name: /Confirm|Receive|See/ }).all())];
  for (const control of [...controls, ...(await desk.navigation.getByRole('link').all())]) {
    const box = await control.boundingBox();
    expect.soft(box?.height, `${control}`).toBeGreaterThanOrEqual(44);
  }
});
