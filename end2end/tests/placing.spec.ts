import { newEmail } from '../fixtures/api';
import { spell, week } from '../fixtures/dates';
import { expect, test } from '../fixtures';

test('another quantity shows how it ships in parts', { tag: '@phone' }, async ({ shop, product }) => {
  const goods = await shop.sells({ stock: 2, supply: [{ quantity: 10, expected: week(3) }] });
  await product.openLive(goods);
  await expect(product.parts).toHaveCount(0);
  await expect(product.orderButton).toHaveText(/^Order — ships /);

  await product.quantity.fill('5');
  await expect(product.parts).toHaveText([/^\s*2 ship /, `3 ship ${spell(week(3))}`]);
  await expect(product.position).toContainText('number 1 in line, of 10 units');
  await expect(product.orderButton).toHaveText('Backorder — ships in parts');

  await product.quantity.fill('2');
  await expect(product.parts).toHaveCount(0);
  await expect(product.orderButton).toHaveText(/^Order — ships /);
});

test('more than there is takes what there is and offers the waitlist for the rest', async ({ shop, product, checkout, order }) => {
  const goods = await shop.sells({ stock: 2, supply: [{ quantity: 10, expected: week(3) }] });
  await product.openLive(goods);
  await product.quantity.fill('99999');
  await expect(product.quantity).toHaveAccessibleDescription(/^Enter a whole number from 1 to /);
  await product.quantity.fill('13');
  await expect(product.quantity).not.toHaveAttribute('aria-invalid');
  await expect(product.main.getByText('Only 12 can be ordered now.').first()).toBeVisible();
  await expect(product.page.getByText('And the other 1?')).toBeVisible();
  await product.page.getByRole('button', { name: 'Take 12 — ships in parts' }).click();
  await checkout.order({ email: newEmail(), name: 'Ada' });
  await order.isShown();
  await expect(order.main.getByText('10 wait in line.')).toBeVisible();
});

test('each way to ship names its dates, and card and button follow the choice', async ({ shop, product, order }) => {
  const goods = await shop.sells({ stock: 2, supply: [{ quantity: 10, expected: week(3) }] });
  await product.openLive(goods);
  await product.quantity.fill('5');
  const together = product.page.getByRole('radio', { name: `Everything together: ships ${spell(week(3))}` });
  await expect(product.page.getByRole('radio', { name: `3 ship ${spell(week(3))}` })).toBeChecked();
  await expect(product.orderButton).toHaveText('Backorder — ships in parts');
  await together.check();
  await expect(product.orderButton).toHaveText(`Backorder — ships ${spell(week(3))}`);
  await expect(product.parts).toHaveCount(0);
  await expect(product.date.filter({ visible: true })).toHaveText(spell(week(3)));
  // The choice stays when the dates change.
  await shop.api.change(goods.references[0]!, { expected: week(5) });
  await expect(product.orderButton).toHaveText(`Backorder — ships ${spell(week(5))}`);
  await product.order({ email: newEmail(), name: 'Ada' });
  await order.isShown();
  await expect(order.date).toHaveText(spell(week(5)));
});

test('empty fields are told in the words of the page', async ({ shop, product, checkout, complaints }) => {
  complaints.expect(/422/);
  const goods = await shop.sells({ stock: 30 });
  await product.openLive(goods);
  await product.orderButton.click();
  await checkout.orderButton.click();
  await expect(checkout.errors).toBeFocused();
  await expect(checkout.errors.getByRole('link')).toHaveText([/^Enter a mail address/, /^Enter your name/]);
});

test('an order leads to its page, with the promised date and the place in line', { tag: '@phone' }, async ({ shop, product, order }) => {
  const goods = await shop.sells({ supply: [{ quantity: 10, expected: week(3) }] });
  await shop.api.place([{ sku: goods.sku, quantity: 3 }]);
  await product.openLive(goods);
  await expect(product.orderButton).toHaveText(`Backorder — ships ${spell(week(3))}`);
  const email = newEmail();
  await product.quantity.fill('2');
  await expect(product.position).toContainText('number 4 in line');
  await product.order({ email, name: 'Grace Hopper' });

  await order.isShown();
  await expect(order.date).toHaveText(spell(week(3)));
  await expect(order.position).toHaveText('Number 4 in line');
  await expect(order.facts).toContainText('Grace Hopper');
  await expect(order.facts).toContainText(email);
  await expect(order.main.getByRole('heading', { name: goods.title })).toBeVisible();
});

test('who has placed an order is thanked', { tag: '@phone' }, async ({ shop, product, order }) => {
  const goods = await shop.sells({ supply: [{ quantity: 10, expected: week(3) }] });
  await product.openLive(goods);
  await product.order({ email: newEmail(), name: 'Ada' });
  await order.isShown();
  await expect(order.thanks).toBeVisible();
});

test('what is in stock is there for the shopper at once', async ({ shop, product, order }) => {
  const goods = await shop.sells({ stock: 30 });
  await product.openLive(goods);
  await product.order({ email: newEmail(), name: 'Grace Hopper' });
  await order.isShown();
  await expect(order.main.getByText('Your units are here; packing is next').first()).toBeVisible();
  await expect(order.position).toBeHidden();
});

test('wrong fields are named beside them, and nothing is ordered', async ({ shop, product, checkout, order, complaints }) => {
  complaints.expect(/422/);
  const goods = await shop.sells({ supply: [{ quantity: 10, expected: week(3) }] });
  await product.openLive(goods);
  await product.order({ email: 'ada@localhost', name: '  ' });

  await expect(checkout.errors).toBeFocused();
  await expect(checkout.errors.getByRole('link')).toHaveText([/^Enter a mail address/, /^Enter your name/]);
  await expect(checkout.email).toHaveAttribute('aria-invalid', 'true');
  await expect(checkout.email).toHaveAccessibleDescription(/Enter a mail address/);
  await expect(checkout.name).toHaveAccessibleDescription(/Enter your name/);
  await expect(checkout.email).toHaveValue('ada@localhost');
  expect(await shop.api.waiting(goods.sku)).toEqual([]);

  await checkout.order({ email: newEmail(), name: 'Ada' });
  await order.isShown();
});

test('a double click places one order', async ({ shop, product, checkout, order }) => {
  const goods = await shop.sells({ supply: [{ quantity: 10, expected: week(3) }] });
  await product.openLive(goods);
  await product.orderButton.click();
  await checkout.fillIn({ email: newEmail(), name: 'Ada' });
  await checkout.orderButton.dblclick();
  await order.isShown();
  expect(await shop.api.waiting(goods.sku)).toHaveLength(1);
});

test('an order whose answer was lost can be sent again and is placed once', async ({ shop, product, checkout, order, complaints }) => {
  complaints.expect(/ERR_FAILED/);
  const goods = await shop.sells({ supply: [{ quantity: 10, expected: week(3) }] });
  await product.openLive(goods);
  await product.orderButton.click();
  await expect(checkout.page.locator('html')).toHaveAttribute('data-live', 'ready');
  await checkout.page.route('**/checkout', async (route) => {
    await route.fetch({ maxRedirects: 0 });
    await route.abort();
  }, { times: 1 });
  await checkout.order({ email: newEmail(), name: 'Ada' });
  await expect(checkout.errors).toContainText('sending it again is safe');

  await checkout.orderButton.click();
  await order.isShown();
  expect(await shop.api.waiting(goods.sku)).toHaveLength(1);
});

test('what cannot be had is put on the waitlist without leaving the page', async ({ shop, product }) => {
  const goods = await shop.sells();
  await product.openLive(goods);
  await expect(product.status('Out of stock')).toBeVisible();
  await expect(product.orderButton).toBeHidden();
  await product.waitlist.getByRole('textbox', { name: 'E-mail' }).fill(newEmail());
  await product.waitlist.getByRole('button', { name: 'Tell me when it is back' }).click();
  await expect(product.waitlist.getByText('You have ordered nothing')).toBeVisible();
});

test('a wrong address for the waitlist is named beside it', async ({ shop, product, complaints }) => {
  complaints.expect(/422/);
  const goods = await shop.sells();
  await product.openLive(goods);
  const email = product.waitlist.getByRole('textbox', { name: 'E-mail' });
  await email.fill('ada@localhost');
  await product.waitlist.getByRole('button', { name: 'Tell me when it is back' }).click();
  await expect(email).toHaveAttribute('aria-invalid', 'true');
  await expect(email).toHaveAccessibleDescription(/Enter a mail address/);
});

test('a cart becomes one order, and is empty then', { tag: '@phone' }, async ({ shop, product, cart, checkout, order }) => {
  const [tent, stove] = [await shop.sells({ stock: 30 }), await shop.sells({ supply: [{ quantity: 10, expected: week(4) }] })];
  for (const goods of [tent, stove]) {
    await product.openLive(goods);
    await product.cartButton.click();
    await expect(product.page.getByText('It is in your cart.')).toBeVisible();
  }
  await cart.open(shop);
  await product.isLive();
  await cart.quantity(stove).fill('3');
  await cart.orderButton.click();
  await checkout.order({ email: newEmail(), name: 'Grace Hopper' });
  await order.isShown();
  await expect(order.main.getByText('1 is here for you.')).toBeVisible();
  await expect(order.main.getByText('3 wait in line.')).toBeVisible();

  await cart.open(shop);
  await expect(cart.page.getByText('Your cart is empty.')).toBeVisible();
});

test('a cart of which something was sold meanwhile says what is possible now', async ({ shop, product, cart, checkout, complaints }) => {
  complaints.expect(/409/);
  const [tent, stove] = [await shop.sells({ stock: 30 }), await shop.sells({ stock: 3 })];
  for (const goods of [tent, stove]) {
    await product.openLive(goods, '?quantity=3');
    await product.cartButton.click();
    await expect(product.page.getByText('It is in your cart.')).toBeVisible();
  }
  await cart.open(shop);
  await product.isLive();
  await cart.orderButton.click();
  await checkout.fillIn({ email: newEmail(), name: 'Grace Hopper' });
  await shop.api.place([{ sku: stove.sku, quantity: 2 }]);
  await checkout.orderButton.click();
  await expect(checkout.errors).toContainText(`1 of ${stove.title} can be ordered now. Nothing was ordered yet.`);
  await expect(checkout.email).toHaveValue(/@example.com$/);
});

test('a customer at the limit is told before and when it is too many', async ({ shop, product, checkout, order, complaints }) => {
  complaints.expect(/\b409\b/);
  const goods = await shop.sells({ supply: [{ quantity: 10, expected: week(3) }], policy: { per_customer: 2 } });
  const email = newEmail();
  // The same sentence for everybody: how many somebody holds is told to nobody who only knows the address.
  const refusal = `At most 2 of ${goods.title} for each customer, with what is on order already. Nothing was ordered.`;
  await product.openLive(goods);
  await expect(product.main.getByText('At most 2 for each customer.')).toBeVisible();
  await product.quantity.fill('3');
  await product.orderButton.click();
  await expect(checkout.errors).toContainText(refusal);
  await expect(checkout.orderButton).toBeHidden();

  await product.openLive(goods, '?quantity=2');
  await product.order({ email, name: 'Ada' });
  await order.isShown();
  await product.openLive(goods);
  await product.order({ email: email.replace(/@.*/, (domain) => domain.toUpperCase()), name: 'Ada' });
  await expect(checkout.errors).toContainText(refusal);
  await expect(checkout.name).toHaveValue('Ada');
});
