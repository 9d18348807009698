import { type Window, spell, week } from '../fixtures/dates';
import { expect, test } from '../fixtures';
import { main } from '../fixtures/addresses';
import { Shop } from '../fixtures/shop';
import { ConsolePage } from '../pages/console';
import { DockPages } from '../pages/dock';

/** A window as the fields of a form take it. */
const fields = ({ earliest, latest }: Window) => ({ From: earliest, To: latest });

for (const [where, tag] of [['with JavaScript', '@js'], ['without JavaScript', '@no-js']] as const) {
  test.describe(where, { tag }, () => {
    test('goods come in and leave on four screens, by keyboard alone', async ({ desk, page, order, complaints }, info) => {
      complaints.expect(/422/);
      // A shop of its own: nobody else's parcels are to be packed there.
      const shop = await Shop.open(main, `dock-${info.project.name}-${info.workerIndex}`);
      const goods = await shop.sells({ supply: [{ quantity: 100, expected: week(3) }] });
      const placed = await shop.api.place([{ sku: goods.sku, quantity: 3 }]);
      await desk.enter(shop, 'operations');
      const dock = new DockPages(page);

      // What has arrived?
      await page.goto('/console/dock');
      await dock.types(dock.scan, goods.references[0]!);

      // How many are there? Fewer than open: the line asks what it means.
      await expect(dock.heading).toHaveText(`Count ${goods.references[0]}`);
      await dock.types(dock.count(goods.title), '60');
      await expect(page.getByText('40 units fewer than open.')).toBeVisible();
      await dock.presses(page.getByRole('radio', { name: 'More to come' }), 'Space');
      await page.keyboard.press('Enter');

      // What goes where.
      await expect(dock.main).toContainText('3 units straight to 1 order, 57 units to the shelf.');
      await expect(dock.main.getByRole('img')).toHaveCount(3);
      await dock.presses(dock.main.getByRole('link', { name: `Pack Order ${placed.number}` }), 'Enter');

      // Pack it and hand it over.
      await expect(dock.heading).toHaveText(`Order ${placed.number}`);
      await dock.presses(dock.button('Packed'), 'Enter');
      await expect(page.getByText(`Order ${placed.number} is packed.`)).toBeVisible();
      await dock.types(dock.carrier, 'DHL');
      await dock.types(dock.tracking, 'JD 0001');
      await expect(page.getByText(`Order ${placed.number} is handed over.`)).toBeVisible();
      await expect(dock.scan).toBeFocused();

      await order.open(placed.token);
      await expect(order.main.getByText('Shipped').first()).toBeVisible();
      await expect(order.main.getByText('JD 0001').first()).toBeVisible();
    });

    test('several parcels are packed and handed over one after the other, by Enter and the carrier alone', async ({ desk, page }, info) => {
      const shop = await Shop.open(main, `parcels-${info.project.name}-${info.workerIndex}`);
      const goods = await shop.sells({ supply: [{ quantity: 10, expected: week(3) }] });
      const numbers: number[] = [];
      for (let count = 0; count < 3; count += 1) numbers.push((await shop.api.place([{ sku: goods.sku, quantity: 2 }])).number);
      await desk.enter(shop, 'operations');
      const dock = new DockPages(page);
      await page.goto(`/console/dock/receive/${goods.references[0]}`);
      await dock.types(dock.count(goods.title), '10');
      await dock.presses(dock.main.getByRole('link', { name: `Pack Order ${numbers[0]}` }), 'Enter');
      for (const [index, number] of numbers.entries()) {
        await expect(dock.heading).toHaveText(`Order ${number}`);
        await dock.presses(dock.button('Packed'), 'Enter');
        if (index === 0) {
          await expect(dock.carrier).toBeFocused();
          await page.keyboard.type('DHL');
          await page.keyboard.press('Tab');
        }
        await dock.types(dock.tracking, `JD 000${index}`);
        await expect(page.getByText(`Order ${number} is handed over.`)).toBeVisible();
      }
      await expect(dock.main).toContainText('Nothing is to be packed.');
      await expect(dock.scan).toBeFocused();
    });

    test('two who count the same goods are not both believed, and what was written stays', async ({ shop, desk, page, complaints }) => {
      complaints.expect(/412|422/);
      const goods = await shop.sells({ supply: [{ quantity: 100, expected: week(3) }] });
      await desk.enter(shop, 'operations');
      const dock = new DockPages(page);
      await page.goto(`/console/dock/receive/${goods.references[0]}`);
      await dock.types(dock.count(goods.title), '40');
      await page.getByRole('radio', { name: 'More to come' }).check();
      await shop.api.receive(goods.references[0]!, [{ sku: goods.sku, quantity: 40 }]);
      await dock.button('That is what came').click();
      await expect(dock.alert).toContainText('Somebody counted goods of this order in meanwhile.');
      await expect(dock.main).toContainText('When you began, 100 units were open; now it is 60.');
      await expect(dock.main).toContainText('20 units fewer than open.');
      await expect(dock.count(goods.title)).toHaveValue('40');
      await expect(page.getByRole('radio', { name: 'More to come' })).toBeChecked();
      await dock.button('That is what came').click();
      await expect(dock.heading).toContainText('what goes where');
    });

    test('a priority that somebody else has changed is told beside what was written', async ({ shop, desk, page, complaints }) => {
      complaints.expect(/412/);
      const goods = await shop.sells({ supply: [{ quantity: 10, expected: week(3) }] });
      const placed = await shop.api.place([{ sku: goods.sku, quantity: 2 }]);
      await desk.enter(shop, 'operations');
      const dock = new DockPages(page);
      const other = new ConsolePage(await page.context().newPage());
      const set = async (on: ConsolePage, priority: string, reason: string) => {
        await on.page.getByRole('spinbutton', { name: 'Priority' }).fill(priority);
        await on.page.getByRole('textbox', { name: 'Reason' }).fill(reason);
      };
      for (const one of [desk, other]) {
        await one.page.goto(`/console/line?sku=${goods.sku}`);
        await one.page.getByRole('link', { name: `Why here? ${placed.number}` }).click();
      }
      await set(desk, '2', 'Asked on the phone');
      await set(other, '5', 'A hospital');
      await other.page.getByRole('button', { name: 'Change it' }).click();
      await expect(other.page.getByText('The priority is changed')).toBeVisible();
      await page.getByRole('button', { name: 'Change it' }).click();
      await expect(dock.alert).toContainText('Somebody gave it priority 5 while you were writing');
      await expect(dock.main).toContainText('priority +5');
      await expect(page.getByRole('spinbutton', { name: 'Priority' })).toHaveValue('2');
      await expect(page.getByRole('textbox', { name: 'Reason' })).toHaveValue('Asked on the phone');
      await page.getByRole('button', { name: 'Change it' }).click();
      await expect(dock.main).toContainText('priority +2');
    });

    test('a delay is seen before it is done, and then every order page says so', async ({ shop, desk, page, order }) => {
      const goods = await shop.sells({ supply: [{ quantity: 10, expected: week(3) }] });
      const placed = await shop.api.place([{ sku: goods.sku, quantity: 2 }]);
      await desk.enter(shop, 'operations');
      const dock = new DockPages(page);
      await dock.openOrder(goods.references[0]!);
      await dock.form('What if it slips?').getByRole('spinbutton', { name: 'Days later' }).fill('14');
      await page.getByRole('button', { name: 'Show' }).click();
      await expect(desk.row(String(placed.number))).toContainText('14 days later');
      await expect(dock.main).toContainText('Nothing has changed yet.');
      await order.open(placed.token);
      await expect(order.date).toHaveText(spell(week(3)));

      await page.goBack();
      await page.getByRole('textbox', { name: 'What the date rests on' }).fill('The supplier’s mail');
      await page.getByRole('textbox', { name: 'Why it moves' }).fill('Storm in Porto');
      await page.getByRole('button', { name: `Move it to ${spell(week(5))}` }).click();
      await expect(page.getByText('The date has moved.')).toBeVisible();
      await expect(async () => {
        await order.open(placed.token);
        await expect(order.main.getByText('14 days later').first()).toBeVisible({ timeout: 200 });
      }).toPass();
      await expect(order.main.getByText('Storm in Porto').first()).toBeVisible();
      await expect(order.main.locator('s').first()).toHaveText(new RegExp(spell(week(3))));
    });

    test('who writes second is told what is there now, and keeps what was written', async ({ shop, desk, page, complaints }) => {
      complaints.expect(/412/);
      const goods = await shop.sells({ supply: [{ quantity: 10, expected: week(3) }] });
      await desk.enter(shop, 'operations');
      const dock = new DockPages(page);
      await dock.openOrder(goods.references[0]!);
      const form = dock.form('Confirm or move the date');
      for (const [label, date] of Object.entries(fields(week(6)))) await form.getByLabel(label).fill(date);
      await form.getByRole('textbox', { name: 'What the date rests on' }).fill('The supplier’s mail');
      await form.getByRole('textbox', { name: 'Why it moves' }).fill('Strike');
      await shop.api.change(goods.references[0]!, { expected: week(4), reason: 'Customs' });
      await form.getByRole('button', { name: 'Confirm this date' }).click();
      await expect(dock.alert).toContainText(`It now says: ${spell(week(4))}`);
      await expect(form.getByLabel('From')).toHaveValue(week(6).earliest);
      await expect(form.getByRole('textbox', { name: 'Why it moves' })).toHaveValue('Strike');
      await form.getByRole('button', { name: 'Confirm this date' }).click();
      await expect(page.getByText('The date has moved.')).toBeVisible();
      await expect(dock.main.locator('.facts__date')).toHaveText(spell(week(6)));
    });

    test('a form that is refused far down its page begins at what is wrong', async ({ shop, desk, page, complaints }) => {
      complaints.expect(/422/);
      await page.setViewportSize({ width: 1280, height: 500 });
      const goods = await shop.sells({ supply: [{ quantity: 10, expected: week(3) }] });
      await desk.enter(shop, 'operations');
      const dock = new DockPages(page);
      await dock.openOrder(goods.references[0]!);
      const wrong = async (title: string, label: string, day: string, button: string): Promise<void> => {
        const form = dock.form(title);
        await form.getByLabel(label, { exact: true }).fill(day);
        await form.getByRole('button', { name: button }).click();
        await expect(form.getByLabel(label, { exact: true })).toBeFocused();
        await expect(form.getByLabel(label, { exact: true })).toBeInViewport();
      };
      await wrong('Add a milestone', 'When', week(3).earliest, 'Add it');
      await wrong('Confirm or move the date', 'To', '2026-01-01', 'Confirm this date');
    });

    test('a place in line is explained, and changed with a reason that is kept', async ({ shop, desk, page }) => {
      const goods = await shop.sells({ supply: [{ quantity: 10, expected: week(3) }] });
      const first = await shop.api.place([{ sku: goods.sku, quantity: 2 }]);
      const second = await shop.api.place([{ sku: goods.sku, quantity: 1 }]);
      await desk.enter(shop, 'operations');
      const dock = new DockPages(page);
      await page.goto('/console/line');
      await dock.types(page.getByRole('textbox', { name: 'SKU' }), goods.sku);
      await page.getByRole('link', { name: `Why here? ${second.number}` }).click();
      await expect(dock.main).toContainText('2 units are ahead, so its first unit is number 3.');
      await expect(dock.main).toContainText(`served by ${goods.references[0]} (10 units open)`);
      await page.getByRole('spinbutton', { name: 'Priority' }).fill('5');
      await page.getByRole('textbox', { name: 'Reason' }).fill('Replaces a broken one');
      await page.getByRole('button', { name: 'Change it' }).click();
      await expect(page.getByText('The priority is changed')).toBeVisible();
      await expect(dock.main).toContainText('Nobody is ahead: its first unit is number 1.');
      await page.getByRole('link', { name: `Why here? ${first.number}` }).click();
      await expect(dock.main).toContainText('Replaces a broken one');
    });

    test('a purchase order is entered, and what is wrong stands beside its fields', async ({ shop, desk, page, complaints }) => {
      complaints.expect(/422/);
      const goods = await shop.sells();
      await desk.enter(shop, 'operations');
      const dock = new DockPages(page);
      await page.goto('/console/supply');
      await page.getByRole('link', { name: 'Enter a purchase order' }).click();
      const reference = `PO-new-${goods.sku}`;
      await page.getByRole('textbox', { name: 'Number' }).fill(reference);
      await page.getByRole('textbox', { name: 'Supplier' }).fill('The maker');
      const line = page.getByRole('group', { name: 'Line 1', exact: true });
      await line.getByRole('textbox', { name: 'SKU' }).fill('NONE');
      await line.getByRole('spinbutton', { name: 'Units' }).fill('40');
      await page.getByRole('button', { name: 'Enter it' }).last().click();
      await expect(dock.alert).toContainText('NONE is not in the catalogue.');
      await expect(line.getByRole('textbox', { name: 'SKU' })).toBeFocused();
      await line.getByRole('textbox', { name: 'SKU' }).fill(goods.sku);
      await page.keyboard.press('Enter');
      await expect(dock.heading).toHaveText(reference);
      await expect(desk.row(goods.title)).toContainText('40');
    });
  });
}

test('a delivery of several products is counted line by line, with Enter alone', async ({ shop, desk, page, complaints }) => {
  complaints.expect(/422/);
  const goods = await shop.sells({ colours: ['Clay', 'Sand'] });
  const [clay, sand] = goods.variants.map(({ sku }) => sku);
  const reference = `PO-two-${goods.sku}`;
  const lines = [clay!, sand!].map((sku) => ({ sku, quantity: 5 }));
  await shop.api.orderLines({ reference, lines, expected: week(2) });
  await desk.enter(shop, 'operations');
  const dock = new DockPages(page);
  await page.goto('/console/dock');
  await dock.types(dock.scan, reference);
  await dock.types(page.getByRole('spinbutton', { name: /Clay/ }), '5');
  await dock.types(page.getByRole('spinbutton', { name: /Sand/ }), '5');
  await expect(dock.main).toContainText('Nobody waits. 10 units to the shelf.');
});

test('milestones come from a file', async ({ shop, desk, page }) => {
  const goods = await shop.sells({ supply: [{ quantity: 10, expected: week(3) }] });
  await desk.enter(shop, 'operations');
  const dock = new DockPages(page);
  await page.goto('/console/supply');
  await page.getByRole('link', { name: 'Milestones from a file' }).click();
  const csv = `purchase_order,stage,at\n${goods.references[0]},customs,2026-01-20\nPO-none,customs,2026-01-20\n`;
  await page.getByLabel('CSV file').setInputFiles({ name: 'milestones.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
  await page.getByRole('button', { name: 'Read it' }).click();
  await expect(page.getByRole('status').filter({ hasText: '1 milestone recorded, 0 known already, 1 refused.' })).toBeVisible();
  await expect(desk.row('PO-none')).toContainText('There is no such purchase order.');
  await dock.openOrder(goods.references[0]!);
  await expect(dock.main.getByRole('listitem').filter({ hasText: 'At customs' })).toBeVisible();
});

test('a code that nobody knows is told beside the field', async ({ shop, desk, page }) => {
  await desk.enter(shop, 'operations');
  const dock = new DockPages(page);
  for (const [path, said] of [['/console/dock', 'has to do with “zzz”'], ['/console/dock/shipments', 'There is no parcel “zzz”']] as const) {
    await page.goto(path);
    await dock.types(dock.scan, 'zzz');
    await expect(page.getByRole('alert').filter({ hasText: said })).toBeVisible();
    // The next scan is not glued to this one.
    await expect(dock.scan).toBeFocused();
    await expect(dock.scan).toHaveValue('');
  }
});

test('the pick list is made to be printed: orders, codes and nothing else', async ({ shop, desk, page }) => {
  const goods = await shop.sells({ supply: [{ quantity: 10, expected: week(3) }] });
  const placed = await shop.api.place([{ sku: goods.sku, quantity: 2 }]);
  const { receipt } = await shop.api.receive(goods.references[0]!, [{ sku: goods.sku, quantity: 10 }]);
  await desk.enter(shop, 'operations');
  await page.goto(`/console/dock/receipts/${receipt}`);
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByText(`Order ${placed.number}`).first()).toBeVisible();
  await expect(page.getByRole('img', { name: `Code of Order ${placed.number}` })).toBeVisible();
  for (const hidden of [desk.navigation, desk.search, page.getByRole('link', { name: 'Next delivery' }), page.getByRole('contentinfo')]) {
    await expect(hidden).toBeHidden();
  }
});

test('the dock speaks German', async ({ shop, desk, page, complaints }) => {
  complaints.expect(/422/);
  const goods = await shop.sells({ supply: [{ quantity: 10, expected: week(3) }] });
  const placed = await shop.api.place([{ sku: goods.sku, quantity: 2 }]);
  await desk.enter(shop, 'operations');
  const dock = new DockPages(page);
  await page.goto('/console/dock?lang=de');
  await expect(dock.heading).toHaveText('Was ist angekommen?');
  await dock.types(dock.scan, goods.references[0]!);
  await dock.types(dock.count(goods.title), '4');
  await expect(page.getByText('6 Stück weniger als offen. Was ist damit?')).toBeVisible();
  await page.getByRole('radio', { name: 'Es kommt noch mehr' }).check();
  await page.keyboard.press('Enter');
  await expect(dock.main).toContainText('2 Stück direkt an 1 Bestellung, 2 Stück ins Regal.');
  await page.goto(`/console/line?sku=${goods.sku}`);
  await expect(dock.main).toContainText('Niemand wartet darauf.');
  await page.goto(`/console/supply/${goods.references[0]}/what-if?days=7`);
  await expect(dock.main).toContainText('Kein Termin würde sich verschieben.');
  await page.goto(`/console/orders/${placed.number}`);
});

test.describe('WCAG 2.2 AA holds on', { tag: ['@dark', '@phone'] }, () => {
  test('supply, its forms and what is wrong with them', async ({ shop, desk, page, axe, complaints }) => {
    complaints.expect(/412|422/);
    const goods = await shop.sells({ supply: [{ quantity: 10, expected: week(3) }] });
    await shop.api.place([{ sku: goods.sku, quantity: 2 }]);
    await desk.enter(shop, 'owner');
    const dock = new DockPages(page);
    await page.goto('/console/supply');
    await axe('the list');
    await page.goto('/console/supply/new');
    await axe('a new one');
    await page.goto('/console/supply/milestones');
    await axe('a file');
    await dock.openOrder(goods.references[0]!);
    await page.getByText('Cancel this purchase order').click();
    await axe('one order');
    await page.goto(`/console/supply/${goods.references[0]}/what-if?days=14`);
    await axe('what if');
    await dock.openOrder(goods.references[0]!);
    await shop.api.change(goods.references[0]!, { expected: week(4), reason: 'Customs' });
    const form = dock.form('Confirm or move the date');
    await form.getByLabel('To').fill(week(6).latest);
    await form.getByRole('textbox', { name: 'What the date rests on' }).fill('The supplier’s mail');
    await form.getByRole('textbox', { name: 'Why it moves' }).fill('Strike');
    await form.getByRole('button', { name: 'Confirm this date' }).click();
    await expect(dock.alert).toBeVisible();
    await axe('a conflict');
  });

  test('the dock, from the question to the carrier', async ({ shop, desk, page, axe, complaints }) => {
    complaints.expect(/422/);
    const goods = await shop.sells({ supply: [{ quantity: 10, expected: week(3) }] });
    const placed = await shop.api.place([{ sku: goods.sku, quantity: 2 }]);
    await desk.enter(shop, 'owner');
    const dock = new DockPages(page);
    await page.goto('/console/dock');
    await axe('what has arrived');
    await page.goto(`/console/dock/receive/${goods.references[0]}`);
    await axe('how many');
    await dock.count(goods.title).fill('4');
    await page.keyboard.press('Enter');
    await expect(dock.alert).toBeVisible();
    await axe('a question');
    await page.getByRole('radio', { name: 'More to come' }).check();
    await dock.button('That is what came').click();
    await expect(dock.heading).toContainText('what goes where');
    await axe('what goes where');
    await page.goto('/console/dock/shipments');
    await axe('parcels');
    await page.getByRole('link', { name: `Order ${placed.number}` }).click();
    await axe('to pack');
    await dock.button('Packed').click();
    await expect(dock.carrier).toBeVisible();
    await axe('to hand over');
  });

  test('lines and a place in one', async ({ shop, desk, page, axe }) => {
    const goods = await shop.sells({ supply: [{ quantity: 10, expected: week(3) }] });
    await shop.api.place([{ sku: goods.sku, quantity: 2 }]);
    await desk.enter(shop, 'owner');
    await page.goto('/console/line');
    await axe('the lines');
    await page.goto(`/console/line?sku=${goods.sku}`);
    await desk.main.getByRole('link', { name: /Why here/ }).click();
    await axe('a place');
  });
});

test('nothing scrolls sideways on 320 pixels, in either language', async ({ shop, desk, page }) => {
  test.slow();
  await page.setViewportSize({ width: 320, height: 640 });
  const goods = await shop.sells({ supply: [{ quantity: 10, expected: week(3) }, { quantity: 10, expected: week(8) }] });
  await shop.api.place([{ sku: goods.sku, quantity: 12 }]);
  const { receipt } = await shop.api.receive(goods.references[0]!, [{ sku: goods.sku, quantity: 4 }]);
  await desk.enter(shop, 'owner');
  const paths = [
    '/console/supply',
    '/console/supply/new',
    '/console/supply/milestones',
    `/console/supply/${goods.references[1]}`,
    `/console/supply/${goods.references[1]}/what-if?days=14`,
    '/console/dock',
    `/console/dock/receive/${goods.references[0]}`,
    `/console/dock/receipts/${receipt}`,
    '/console/dock/shipments',
    '/console/line',
    `/console/line?sku=${goods.sku}`,
  ];
  for (const lang of ['en', 'de']) {
    for (const path of paths) {
      await page.goto(`${path}${path.includes('?') ? '&' : '?'}lang=${lang}`);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect.soft(width, `${path} in ${lang}`).toBeLessThanOrEqual(320);
    }
  }
});
