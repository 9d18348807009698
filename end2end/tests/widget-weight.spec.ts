// What the widget costs the page it stands in.

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '../fixtures';
import { week } from '../fixtures/dates';
import { Hosts } from '../fixtures/hosts';
import { LONG_MS, leastOf, longestTaskMs } from '../fixtures/tasks';
import { WidgetPage } from '../pages/widget';

const budget = JSON.parse(await readFile(path.join(import.meta.dirname, '../../size-budget.json'), 'utf8')) as Record<string, number>;
const wish = { stock: 2, supply: [{ quantity: 10, expected: week(3) }] };
const SLOW = { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 90_000 };

let hosts: Hosts;
test.beforeAll(async () => {
  hosts = await Hosts.start();
});
test.afterAll(() => hosts.stop());

test('two requests, few bytes, and nothing moves, on a slow network', async ({ shop, page, context }) => {
  const goods = await shop.sells(wish);
  const widget = new WidgetPage(page);
  await widget.record();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Network.emulateNetworkConditions', SLOW);
  const urls = new Map<string, string>();
  const bytes = new Map<string, number>();
  devtools.on('Network.responseReceived', ({ requestId, response }) => urls.set(requestId, response.url));
  // Headers are of the server; the budget is about bodies.
  devtools.on('Network.dataReceived', ({ requestId, encodedDataLength }) => {
    const url = urls.get(requestId) ?? '';
    if (url.includes('/embed/') && !url.includes('/live')) bytes.set(url, (bytes.get(url) ?? 0) + encodedDataLength);
  });
  await page.goto(hosts.page('plain', { origin: shop.origin, shop: shop.slug, sku: goods.sku }), { waitUntil: 'commit' });
  await expect(widget.status).toHaveText('Only 2 left');
  await page.waitForTimeout(300);
  const kinds = [...bytes].map(([url, size]) => ({ kind: url.includes('.js') ? 'loader' : 'fragment', size }));
  expect(kinds.map(({ kind }) => kind)).toEqual(['loader', 'fragment']);
  // The frames of HTTP chunks are counted with the bodies.
  expect(kinds[0]!.size).toBeLessThanOrEqual(budget.embed_loader_brotli_bytes_max!);
  expect(kinds[1]!.size).toBeLessThanOrEqual(budget.embed_fragment_brotli_bytes_max!);
  expect((await widget.recorded()).shifted).toBe(0);
});

test('no task is long on a machine four times slower', async ({ shop, browser }) => {
  const goods = await shop.sells(wish);
  const address = hosts.page('plain', { origin: shop.origin, shop: shop.slug, sku: goods.sku });
  const longest = await leastOf(3, async () => {
    const page = await browser.newPage();
    // Nothing is asked of the page meanwhile: Playwright's own script would be the longest task. The stream is the last thing that begins.
    const visit = async (): Promise<void> => {
      const stream = page.waitForRequest(/\/embed\/v1\/live/);
      await page.goto(address);
      await stream;
      await page.waitForTimeout(300);
    };
    const longest = await longestTaskMs(browser, page, visit, '/embed/1/widget.js');
    await page.close();
    return longest;
  });
  test.info().annotations.push({ type: 'longest task', description: `${longest.toFixed(1)} ms` });
  expect(longest).toBeLessThan(LONG_MS);
});

test('a preload of the fragment is used', async ({ shop, page }) => {
  const goods = await shop.sells(wish);
  const asked: string[] = [];
  page.on('request', (request) => void (request.url().includes('/embed/v1/') && !request.url().includes('/live') && asked.push(request.url())));
  await page.goto(hosts.page('preload', { origin: shop.origin, shop: shop.slug, sku: goods.sku }));
  await expect(new WidgetPage(page).status).toHaveText('Only 2 left');
  expect(asked).toHaveLength(1);
});
