import { expect, test } from '../fixtures';

test.afterEach(async ({ shop }) => {
  await shop.api.paidBy({ kind: 'none' });
});

test('a card is saved, declined, replaced, and the bank is answered on the open page', async ({ shop, order, axe }) => {
  const goods = await shop.sells({ stock: 5 });
  await shop.api.paidBy({ kind: 'simulator' });
  const placed = await shop.api.place([{ sku: goods.sku, quantity: 1 }]);
  const { page } = order;
  const panel = page.getByRole('region', { name: 'Payment' });
  await order.openLive(placed.token);
  await expect(panel).toContainText('Save your card to keep your order');
  await expect(page.getByText('Test payments')).toBeVisible();
  await axe('an order that wants a card');

  // The way to the bank goes on by itself.
  await panel.getByRole('link', { name: 'Save your card' }).click();
  await expect(page.getByRole('heading', { name: 'Simulated bank' })).toBeVisible();
  await axe('the simulated bank');
  await page.getByLabel('It has ended when it is charged').check();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(panel).toContainText('Your bank declined the payment');
  await axe('a payment that was declined');

  await panel.getByRole('link', { name: 'Use another card' }).click();
  await page.getByLabel('Its owner has to answer their bank').check();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(panel).toContainText('Your bank wants to hear from you');
  await panel.getByRole('link', { name: 'Continue to your bank' }).click();
  await page.getByRole('button', { name: 'Continue to your bank' }).click();
  await page.getByRole('button', { name: 'Yes, pay' }).click();
  await expect(panel).toContainText('Charged to Visa ·· 3155.');
  const [charge] = await shop.api.charges(placed.order);
  expect(charge!.state).toBe('paid');
  await shop.api.pack(charge!.shipment);
});

test('what is cancelled after it was charged goes back, as the open page says', async ({ shop, order, axe }) => {
  const goods = await shop.sells({ stock: 5 });
  await shop.api.paidBy({ kind: 'simulator' });
  const placed = await shop.api.place([{ sku: goods.sku, quantity: 2 }]);
  const { page } = order;
  const panel = page.getByRole('region', { name: 'Payment' });
  await order.openLive(placed.token);
  await panel.getByRole('link', { name: 'Save your card' }).click();
  await page.getByLabel('It works', { exact: true }).check();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(panel).toContainText('Charged to Visa ·· 4242.');
  await order.cancelLink.click();
  await page.getByRole('spinbutton', { name: goods.title }).fill('1');
  await order.cancelButton.click();
  await expect(panel).toContainText('was sent back on');
  await axe('an order of which something went back');
});

test.describe('without JavaScript and in German', () => {
  test.use({ javaScriptEnabled: false, locale: 'de-DE' });

  test('a card is saved while the order waits, and nothing is charged', async ({ shop, page }) => {
    const goods = await shop.sells({ supply: [{ quantity: 5, expected: null }] });
    await shop.api.paidBy({ kind: 'simulator' });
    const placed = await shop.api.place([{ sku: goods.sku, quantity: 1 }]);
    const panel = page.getByRole('region', { name: 'Zahlung' });
    await page.goto(`/o/${placed.token}`);
    await expect(panel).toContainText('Jetzt wird nichts abgebucht.');
    await panel.getByRole('link', { name: 'Karte hinterlegen' }).click();
    await page.getByLabel('Sie funktioniert', { exact: true }).check();
    await page.getByRole('button', { name: 'Speichern' }).click();
    await expect(panel).toContainText('Visa ·· 4242 wird mit');
    expect(await shop.api.charges(placed.order)).toEqual([]);
  });

  test('was nach der Zahlung storniert wird, geht zurück', async ({ shop, page }) => {
    const goods = await shop.sells({ stock: 5 });
    await shop.api.paidBy({ kind: 'simulator' });
    const placed = await shop.api.place([{ sku: goods.sku, quantity: 1 }]);
    const panel = page.getByRole('region', { name: 'Zahlung' });
    await page.goto(`/o/${placed.token}`);
    await panel.getByRole('link', { name: 'Karte hinterlegen' }).click();
    await page.getByLabel('an sie kann nichts zurückgegeben werden').check();
    await page.getByRole('button', { name: 'Speichern' }).click();
    await expect.poll(async () => (await shop.api.charges(placed.order))[0]?.state).toBe('paid');
    await page.goto(`/o/${placed.token}`);
    await page.getByRole('link', { name: 'Bestellung stornieren' }).click();
    await page.getByRole('button', { name: 'Diese Stücke stornieren' }).click();
    await expect(async () => {
      await page.goto(`/o/${placed.token}`);
      await expect(panel).toContainText('konnten nicht so zurückgesandt werden, wie Sie bezahlt haben');
    }).toPass();
  });
});
