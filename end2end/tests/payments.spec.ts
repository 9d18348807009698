import { expect, test } from '../fixtures';
import { ConsolePage } from '../pages/console';

const IBAN = 'DE89 3704 0044 0532 0130 00';

test.afterEach(async ({ shop }) => {
  await shop.api.paidBy({ kind: 'none' });
});

test('a transfer is due on the open page, arrives in parts, and the parcel can be packed', async ({ shop, order, browser, axe }) => {
  const goods = await shop.sells({ stock: 5 });
  await shop.api.paidBy({ kind: 'manual', transfer: { payee: 'Acme GmbH', iban: IBAN, texts: { en: 'Please send nothing else.' } } });
  const placed = await shop.api.place([{ sku: goods.sku, quantity: 1 }]);
  const [charge] = await shop.api.charges(placed.order);
  await order.openLive(placed.token);
  const panel = order.page.getByRole('region', { name: 'Payment' });
  await expect(panel).toContainText(IBAN);
  await expect(panel).toContainText(charge!.reference);
  await expect(panel).toContainText('Please send nothing else.');
  await expect(order.main).toContainText('they ship after your payment');
  await axe('an order that is to be paid');

  const desk = new ConsolePage(await (await browser.newContext()).newPage());
  await desk.enter(shop);
  await desk.page.goto(`${shop.origin}/console/dock/shipments/${charge!.shipment}`);
  await expect(desk.main).toContainText('Not paid yet');
  await expect(desk.page.getByRole('button', { name: 'Packed' })).toHaveCount(0);
  await desk.page.goto(`${shop.origin}/console/money`);
  await desk.page.getByRole('link', { name: charge!.reference }).click();

  const amount = desk.page.getByLabel('Amount');
  await amount.fill('ten');
  await desk.page.getByRole('button', { name: 'Note what arrived' }).click();
  await expect(desk.main).toContainText('Write an amount such as 29.90.');
  await expect(amount).toHaveValue('ten');
  await amount.fill('1,00');
  await desk.page.getByRole('button', { name: 'Note what arrived' }).click();
  await expect(desk.main).toContainText('Noted.');
  await expect(panel).toContainText('€1.00 of');

  const waive = desk.page.locator('form').filter({ has: desk.page.getByRole('button', { name: 'Waive the rest' }) });
  await waive.getByLabel('Reason').fill('a good customer');
  await waive.getByRole('button').click();
  await expect(desk.main).toContainText('Nothing more is asked for.');
  await expect(panel).toContainText('The shop has waived');
  await expect(panel).not.toContainText(IBAN);
  await shop.api.pack(charge!.shipment);
  await expect(order.main).toContainText('A parcel of it was packed');
  await desk.page.context().close();
});

test.describe('without JavaScript and in German', () => {
  test.use({ javaScriptEnabled: false, locale: 'de-DE' });

  test('the page says what to transfer, and what falls due later', async ({ shop, page }) => {
    const goods = await shop.sells({ supply: [{ quantity: 5, expected: null }] });
    await shop.api.paidBy({ kind: 'manual', transfer: { payee: 'Acme GmbH', iban: IBAN } });
    const placed = await shop.api.place([{ sku: goods.sku, quantity: 1 }]);
    await page.goto(`/o/${placed.token}`);
    await expect(page.getByRole('region', { name: 'Zahlung' })).toContainText('Vorher ist nichts zu zahlen.');
    await shop.api.receive(goods.references[0]!, [{ sku: goods.sku, quantity: 1 }]);
    await expect(async () => {
      await page.reload();
      await expect(page.getByRole('region', { name: 'Zahlung' })).toContainText('Bitte überweisen Sie', { timeout: 500 });
    }).toPass();
  });
});
