import { expect, test } from '../fixtures';
import { week } from '../fixtures/dates';
import { ConsolePage } from '../pages/console';

test.afterEach(async ({ shop }) => {
  await shop.api.keepsLaw('off');
});

test('people are told of a delay and answer on a page of its own, without JavaScript', async ({ shop, page, browser, axe }) => {
  await shop.api.keepsLaw('today');
  const goods = await shop.sells({ supply: [{ quantity: 5, expected: week(3) }] });
  const address = { lines: ['1 Main Street'], postal_code: '10001', city: 'New York', region: 'NY', country: 'US' };
  const placed = await shop.api.place([{ sku: goods.sku, quantity: 2 }], { address });
  await shop.api.change(goods.references[0]!, { expected: week(12), reason: 'the mill is late', basis: 'Mail of the maker' });

  const plain = await browser.newContext({ javaScriptEnabled: false, locale: 'en-GB' });
  const desk = new ConsolePage(await plain.newPage());
  await desk.enter(shop);
  await expect(desk.list('Law of delay')).toContainText('needs a notice by');
  await desk.list('Law of delay').getByRole('link', { name: /Tell them/ }).click();
  const form = await desk.form('Record a notice of delay');
  await form.getByRole('button').click();
  await expect(desk.alert.first()).toContainText('or the reason why nobody can say');
  const again = await desk.form('Record a notice of delay');
  await again.getByLabel('Reason').fill('The mill has stopped');
  await again.getByRole('button').click();
  await expect(desk.main).toContainText('The notice is recorded.');
  await desk.main.getByText('Text of notice 1, to be sent').click();
  const text = await desk.main.getByText(/Answer here, at no cost/).textContent();
  const answer = /\/n\/\S+/.exec(text!)![0];

  const mail = await plain.newPage();
  await mail.goto(`${answer}?answer=wait`);
  await expect(mail.getByRole('radio', { checked: true })).toHaveCount(1);
  await mail.goto(answer);
  await expect(mail.getByRole('radio', { checked: true })).toHaveCount(0);
  await expect(mail.getByRole('main')).toContainText('unless we ship by');
  await page.goto(answer);
  await axe('a notice of delay');
  // By keyboard alone.
  await mail.getByRole('radio').first().focus();
  await mail.keyboard.press('Space');
  await mail.keyboard.press('Tab');
  await mail.keyboard.press('Enter');
  await expect(mail.getByRole('main').getByRole('status')).toHaveText('Thank you, your answer has arrived.');
  await expect(mail.getByRole('main')).toContainText('You wait until it ships.');
  await page.goto(answer);
  await axe('a notice that is answered');
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);

  await desk.openOrder(placed.number);
  await expect(desk.list('Law of delay')).toContainText('They agreed to wait until it ships');
  await plain.close();
});
