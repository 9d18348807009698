import { expect, test } from '../fixtures';
import { week } from '../fixtures/dates';

const KB = 1024;

test('a product page is light', async ({ shop, product, page, context }) => {
  const goods = await shop.sells({ stock: 2, supply: [{ quantity: 10, expected: week(3) }], colours: ['Clay', 'Sand'] });
  const bytes = new Map<string, number>();
  const kinds = new Map<string, string>();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Network.enable');
  devtools.on('Network.responseReceived', ({ requestId, response }) => kinds.set(requestId, response.mimeType));
  devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const kind = kinds.get(requestId) ?? 'unknown';
    bytes.set(kind, (bytes.get(kind) ?? 0) + encodedDataLength);
  });
  await product.openLive(goods);
  const of = (...types: string[]): number => types.reduce((sum, type) => sum + (bytes.get(type) ?? 0), 0);
  test.info().annotations.push({ type: 'bytes', description: JSON.stringify([...bytes]) });
  expect(of('text/html')).toBeGreaterThan(0);
  expect(of('text/html', 'text/css')).toBeLessThanOrEqual(20 * KB);
  expect(of('application/wasm')).toBeGreaterThan(0);
  expect(of('application/wasm', 'text/javascript')).toBeLessThanOrEqual(70 * KB);
  expect([...bytes.keys()].sort()).toEqual(['application/wasm', 'image/svg+xml', 'text/css', 'text/html', 'text/javascript']);
});

test('nothing moves while a page comes alive', async ({ shop, product, page }) => {
  const goods = await shop.sells({ stock: 2, supply: [{ quantity: 10, expected: week(3) }] });
  await page.addInitScript(() => {
    const moved = { sum: 0 };
    Object.assign(window, { moved });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) moved.sum += (entry as PerformanceEntry & { value: number }).value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await product.openLive(goods);
  expect(await page.evaluate(() => (window as unknown as { moved: { sum: number } }).moved.sum)).toBeLessThan(0.01);
});
