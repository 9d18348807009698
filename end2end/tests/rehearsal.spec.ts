// The demo's rehearsal: what happens next is listed, and one button leads to just after it. Its clock only goes on, so one test follows the other.

import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures';
import { demo } from '../fixtures/addresses';
import { originOf } from '../fixtures/server';

test.describe.configure({ mode: 'serial' });

const steps = (page: Page) => page.getByRole('list').filter({ has: page.getByRole('heading', { level: 3 }) }).getByRole('listitem').filter({ has: page.getByRole('button') });

/** From the demo's front page to the clock of its rehearsal, as somebody goes who has never been there. */
async function enter(page: Page, words: { link: string; email: string; password: string; button: string }): Promise<void> {
  await page.goto(`${originOf(demo)}/`);
  await page.getByRole('link', { name: words.link }).click();
  await page.getByLabel(words.email).fill('owner@demo.example');
  await page.getByLabel(words.password).fill('dockline-demo');
  await page.getByRole('button', { name: words.button }).click();
}

test('who moves the clock to just after the next thing sees what came of it', async ({ page, axe }) => {
  await enter(page, { link: 'a rehearsal whose clock you move', email: 'E-mail', password: 'Password', button: 'Log in' });
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Move the clock');
  await expect(page.getByRole('heading', { name: 'What happens next' })).toBeVisible();
  await axe('what happens next');
  const first = steps(page).first();
  await expect(first).toContainText('Nobody has saved a card for order 2');
  await first.getByRole('button', { name: 'Advance to just after it' }).click();
  await expect(page.getByRole('main')).not.toContainText('Nobody has saved a card for order 2');
  await first.getByRole('link', { name: 'Mailbox' }).click();
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole('link', { name: /die Bezahlung wurde nicht rechtzeitig geklärt/ })).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 15_000 });
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto(`${originOf(demo)}/console/clock`);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
});

test.describe('without JavaScript and in German', () => {
  test.use({ javaScriptEnabled: false, locale: 'de-DE' });

  test('die Uhr führt bis zu einer Zahlung, die niemand in Ordnung gebracht hat', async ({ page }) => {
    test.slow();
    await enter(page, { link: 'eine Probe, deren Uhr Sie vorstellen', email: 'E-Mail', password: 'Passwort', button: 'Anmelden' });
    const seen: string[] = [];
    while (!seen.some((text) => text.includes('Bestellung 5: Niemand hat die Zahlung in Ordnung gebracht'))) {
      expect(seen.length, seen.join('\n')).toBeLessThan(25);
      const first = steps(page).first();
      seen.push(await first.innerText());
      await first.getByRole('button', { name: 'Bis kurz danach vorstellen' }).click();
    }
    for (const said of ['Die Ware ist beim Zoll', 'Die Ware kommt an', 'Bestellung 4: Die abgelehnte Karte wird noch einmal gefragt', 'Der Paketdienst nimmt']) {
      expect(seen.join('\n')).toContain(said);
    }
    await page.goto(`${originOf(demo)}/console/orders/5`);
    await expect(page.getByRole('main')).toContainText('nicht rechtzeitig');
  });
});
