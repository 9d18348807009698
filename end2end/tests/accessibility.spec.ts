import { newEmail } from '../fixtures/api';
import { demo } from '../fixtures/addresses';
import { week } from '../fixtures/dates';
import { expect, test } from '../fixtures';
import { originOf } from '../fixtures/server';

/** What shows what, in the demo shop: every state of a product has a variant there. */
const PRODUCTS: Record<string, string> = {
  'in stock': 'enamel-kettle',
  'low stock': 'drover-pack-38?variant=PACK-OCHRE-LONG',
  'a dated backorder': 'drover-pack-38?variant=PACK-FOREST-LONG',
  'in parts': 'down-bag-500?variant=BAG-500-REG&quantity=5',
  'over two purchase orders': 'ridge-tent-2?variant=TENT-GREEN&quantity=120',
  'more than can be had': 'ridge-tent-2?variant=TENT-GREEN&quantity=999',
  'a backorder without a date': 'fold-jumper?variant=JUMPER-XL',
  'a date that has passed': 'ash-camp-stool',
  'a date not confirmed for long': 'drover-pack-38?variant=PACK-SLATE-LONG',
  'supply that is spoken for': 'drover-pack-38?variant=PACK-SLATE-REG',
  'a pre-order': 'tarn-packraft',
  'made to order': 'bench-knife',
  'out of stock': 'wool-flask?variant=FLASK-OAT',
  discontinued: 'pocket-compass',
  'at customs': 'storm-lantern',
  'a date that moved': 'ridge-tent-2?variant=TENT-SAND',
};

const PAGES: Record<string, string> = {
  'the catalogue': '/s/demo',
  'a search': '/s/demo?q=wool',
  'a search that finds nothing': '/s/demo?q=zzz',
  'an empty cart': '/s/demo/cart',
  'a page that is not there': '/s/demo/p/nothing',
};

const both = { tag: '@dark' };
const inDemo = (path: string): string => originOf(demo) + path;

test.describe('WCAG 2.2 AA holds on', () => {
  for (const [what, path] of Object.entries(PRODUCTS)) {
    test(`a product: ${what}`, both, async ({ page, product, axe }) => {
      await page.goto(inDemo(`/s/demo/p/${path}`));
      await product.isLive();
      await axe(what);
    });
  }

  for (const [what, path] of Object.entries(PAGES)) {
    test(what, both, async ({ page, axe, complaints }) => {
      complaints.expect(/404/);
      await page.goto(inDemo(path));
      await axe(what);
    });
  }

  test('the list of shops', both, async ({ page, shop, axe }) => {
    await page.goto('/');
    await axe(`the list with ${shop.name}`);
  });

  test('a product whose date has just changed, and one that is paused', both, async ({ shop, product, axe }) => {
    const goods = await shop.sells({ supply: [{ quantity: 10, expected: week(3) }], colours: ['Clay', 'Sand'] });
    await product.openLive(goods);
    await shop.api.change(goods.references[0]!, { expected: week(5) });
    await expect(product.announcer).not.toBeEmpty();
    await axe('just changed');
    await product.connection.click();
    await expect(product.connection).toHaveText(/Paused/);
    await axe('paused');
  });

  test('the review, with errors and all its options', both, async ({ shop, product, checkout, axe, complaints }) => {
    complaints.expect(/422/);
    const goods = await shop.sells({ supply: [{ quantity: 10, expected: week(3) }] });
    await product.openLive(goods);
    await product.page.getByText('Rather not order yet?').click();
    await axe('all options of the product');
    await product.orderButton.click();
    await checkout.page.getByText('Needed by a certain day?').click();
    await checkout.country.selectOption('US');
    await checkout.showFields.click();
    await expect(checkout.region).toBeVisible();
    await axe('the review');
    await checkout.order({ email: 'ada@localhost', name: ' ' });
    await expect(checkout.errors).toBeVisible();
    await axe('errors');
  });

  test('a cart with two lines, of which one cannot be had', both, async ({ shop, product, cart, axe }) => {
    const [tent, stove] = [await shop.sells({ stock: 30 }), await shop.sells({ stock: 1 })];
    for (const goods of [tent, stove]) {
      await product.openLive(goods);
      await product.cartButton.click();
      await expect(product.page.getByText('It is in your cart.')).toBeVisible();
    }
    await axe('it is in your cart');
    await cart.open(shop);
    await expect(cart.orderButton).toBeVisible();
    await axe('orderable');
    await cart.quantity(stove).fill('5');
    await cart.updateButton.click();
    await expect(cart.orderButton).toBeHidden();
    await axe('not orderable');
  });

  test('an order that waits, was revised, came in partly, and was cancelled', both, async ({ shop, order, axe }) => {
    const goods = await shop.sells({ supply: [{ quantity: 10, expected: week(3) }] });
    const placed = await shop.api.place([{ sku: goods.sku, quantity: 3 }]);
    await order.openLive(`${placed.token}?placed=1`);
    await axe('waiting');
    await shop.api.change(goods.references[0]!, { expected: week(5), reason: 'Storm in Porto' });
    await expect(order.main.getByText('14 days later').first()).toBeVisible();
    await axe('later');
    await shop.api.setStock(goods.sku, 1);
    await expect(order.main.getByText('1 is here for you.')).toBeVisible();
    await axe('partly here');
    await order.cancelLink.click();
    await expect(order.cancelButton).toBeVisible();
    await axe('the step before cancelling');
    await order.cancelButton.click();
    // The stream may tell of it before the page that follows the form is there.
    await expect(order.page.getByText('3 units are cancelled.')).toBeVisible();
    await expect(order.main.getByText('This order was cancelled').first()).toBeVisible();
    await axe('cancelled');
  });

  test('an order whose units are all here', both, async ({ shop, order, axe }) => {
    const goods = await shop.sells({ stock: 30 });
    const placed = await shop.api.place([{ sku: goods.sku, quantity: 3 }]);
    await order.openLive(placed.token);
    await axe('allocated');
  });
});

test('nothing scrolls sideways on 320 pixels, in either language', async ({ page, shop, complaints }) => {
  test.slow();
  complaints.expect(/404/);
  await page.setViewportSize({ width: 320, height: 640 });
  const goods = await shop.sells({ supply: [{ quantity: 10, expected: week(3) }] });
  const placed = await shop.api.place([{ sku: goods.sku, quantity: 3 }], { email: newEmail(), name: 'Wolfeschlegelsteinhausenbergerdorff' });
  const products = Object.values(PRODUCTS).map((path) => inDemo(`/s/demo/p/${path}`));
  const others = [...Object.values(PAGES).map(inDemo), '/', goods.path, `/o/${placed.token}`, `/o/${placed.token}?cancel=1`];
  for (const lang of ['en', 'de']) {
    for (const address of [...products, ...others]) {
      await page.goto(`${address}${address.includes('?') ? '&' : '?'}lang=${lang}`, { waitUntil: 'domcontentloaded' });
      const wide = await page.evaluate(() => {
        const { scrollWidth } = document.documentElement;
        if (scrollWidth <= innerWidth) return [];
        const inner = [...document.querySelectorAll('main *')].filter((element) => element.getBoundingClientRect().right > innerWidth);
        return [`${scrollWidth} px`, ...inner.slice(-2).map((element) => element.outerHTML.slice(0, 120))];
      });
      expect.soft(wide, `${address} in ${lang}`).toEqual([]);
    }
  }
});

test('controls are at least 44 pixels high on touch screens', { tag: '@phone' }, async ({ shop, product }) => {
  const goods = await shop.sells({ supply: [{ quantity: 10, expected: week(3) }], colours: ['Clay', 'Sand'] });
  await product.openLive(goods);
  const controls = [product.orderButton, product.cartButton, product.quantity, product.connection];
  const colours = await product.page.getByRole('group', { name: 'Colour' }).getByRole('link').all();
  for (const control of [...controls, ...colours]) {
    const box = await control.boundingBox();
    expect.soft(box?.height, `${control}`).toBeGreaterThanOrEqual(44);
  }
});

test('motion stops for those who ask for it', async ({ shop, product, page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const goods = await shop.sells({ supply: [{ quantity: 10, expected: week(3) }] });
  await product.openLive(goods);
  await shop.api.change(goods.references[0]!, { expected: week(5) });
  await expect(product.announcer).not.toBeEmpty();
  const moving = await page.evaluate(() => document.getAnimations().filter((animation) => animation.playState === 'running').length);
  expect(moving).toBe(0);
});
