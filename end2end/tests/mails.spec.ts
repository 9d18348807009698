// Mails of a rehearsal shop are kept in its mailbox: they are read there, and their links are followed.

import { type BrowserContext, type Page } from '@playwright/test';
import { expect, test } from '../fixtures';
import { main } from '../fixtures/addresses';
import { week } from '../fixtures/dates';
import { Shop } from '../fixtures/shop';
import { ConsolePage } from '../pages/console';

let opened = 0;

async function rehearsal(): Promise<Shop> {
  const shop = await Shop.open(main, `mails-${process.pid}-${(opened += 1)}`, { rehearsal: true });
  await shop.api.writesMails('on');
  return shop;
}

/** A desk that needs no JavaScript. */
async function deskOf(shop: Shop, context: BrowserContext): Promise<ConsolePage> {
  const desk = new ConsolePage(await context.newPage());
  await desk.enter(shop);
  return desk;
}

/** The text of the newest mail in the mailbox whose subject fits. */
async function mail(page: Page, subject: RegExp): Promise<string> {
  await expect(async () => {
    await page.goto('/console/mailbox');
    await page.getByRole('link', { name: subject }).first().click({ timeout: 1_000 });
  }).toPass({ timeout: 15_000 });
  return (await page.getByRole('main').textContent()) ?? '';
}

function link(text: string, path: RegExp): string {
  const found = path.exec(text);
  if (found === null) throw new Error(`no ${path} in ${text}`);
  return found[0];
}

test('a notice of delay goes out by mail, and is answered by its link without JavaScript', async ({ browser, page, axe }) => {
  const shop = await rehearsal();
  await shop.api.keepsLaw('today');
  const goods = await shop.sells({ supply: [{ quantity: 5, expected: week(3) }] });
  const address = { lines: ['1 Main Street'], postal_code: '10001', city: 'New York', region: 'NY', country: 'US' };
  await shop.api.place([{ sku: goods.sku, quantity: 2 }], { address });
  await shop.api.change(goods.references[0]!, { expected: week(12), reason: 'the mill is late', basis: 'Mail of the maker' });
  const plain = await browser.newContext({ javaScriptEnabled: false, locale: 'en-GB' });
  const desk = await deskOf(shop, plain);
  await desk.list('Law of delay').getByRole('link', { name: /Tell them/ }).click();
  const form = await desk.form('Record a notice of delay');
  await expect(form).toContainText('It counts once the mail server has taken it.');
  await form.getByLabel('Reason').fill('The mill has stopped');
  await form.getByRole('button').click();
  await expect(desk.main).toContainText('The notice is recorded.');

  const text = await mail(desk.page, /it is late, and you can choose/);
  expect(text).toContain('I wait until it ships');
  const cancel = link(text, /\/n\/\w+\?answer=cancel/);
  await page.goto(cancel);
  await axe('a notice by mail');
  const reader = await plain.newPage();
  await reader.goto(cancel);
  await expect(reader.getByRole('radio', { checked: true })).toHaveValue('cancel');
  await reader.getByRole('button', { name: 'Send the answer' }).click();
  await expect(reader.getByRole('main').getByRole('status')).toHaveText('Thank you, your answer has arrived.');
  expect(await mail(desk.page, /cancelled/)).toContain('2 cancelled.');
  await plain.close();
});

test('who waits says by one button that the address is theirs, in both languages', async ({ browser, page, axe }) => {
  const shop = await rehearsal();
  const goods = await shop.sells();
  for (const [lang, email, subject, yes, done] of [
    ['en', 'ada@example.com', /shall we write to you/, 'Yes, write to me', 'We write to you once'],
    ['de', 'ben@example.com', /Sollen wir Ihnen schreiben/, 'Ja, schreiben Sie mir', 'Wir schreiben Ihnen einmal'],
  ] as const) {
    const plain = await browser.newContext({ javaScriptEnabled: false, locale: lang === 'de' ? 'de-DE' : 'en-GB' });
    const product = await plain.newPage();
    await product.goto(`${goods.path}${goods.path.includes('?') ? '&' : '?'}lang=${lang}`);
    const form = product.locator('#waitlist form');
    await form.getByRole('textbox').fill(email);
    await form.getByRole('button').click();
    const english = await browser.newContext({ javaScriptEnabled: false, locale: 'en-GB' });
    const desk = await deskOf(shop, english);
    const asked = link(await mail(desk.page, subject), /\/w\/\w+(\?lang=\w+)?/);
    const reader = await plain.newPage();
    for (let times = 0; times < 2; times += 1) {
      await reader.goto(asked);
      await expect(reader.getByRole('button', { name: yes })).toBeVisible();
    }
    await page.goto(asked);
    await axe('the page of a place on a waitlist');
    await reader.getByRole('button', { name: yes }).focus();
    await reader.keyboard.press('Enter');
    await expect(reader.getByRole('main')).toContainText(done);
    await page.goto(asked);
    await axe('a place that is confirmed');
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    await english.close();
    await plain.close();
  }
});
