import { newEmail } from '../fixtures/api';
import { spell, week } from '../fixtures/dates';
import { expect, test } from '../fixtures';

test.describe('without JavaScript', { tag: '@no-js' }, () => {
  test('an order is placed and its page shows date and place in line', async ({ shop, product, order }) => {
    const goods = await shop.sells({ supply: [{ quantity: 10, expected: week(3) }] });
    await shop.api.place([{ sku: goods.sku, quantity: 3 }]);
    await product.open(goods);
    await expect(product.connection).toBeHidden();
    await product.order({ email: newEmail(), name: 'Grace Hopper' });
    await order.isShown();
    await expect(order.thanks).toBeVisible();
    await expect(order.date).toHaveText(spell(week(3)));
    await expect(order.position).toHaveText('Number 4 in line');
  });

  test('wrong fields come back with their values, named beside them and in a summary', async ({ shop, product, checkout, complaints }) => {
    complaints.expect(/422/);
    const goods = await shop.sells({ stock: 3, supply: [{ quantity: 10, expected: week(3) }] });
    await product.open(goods, '?quantity=5');
    await product.order({ email: 'ada@localhost', name: '   ' });

    await expect(checkout.errors).toBeFocused();
    await expect(checkout.errors.getByRole('link')).toHaveText([/^Enter a mail address/, /^Enter your name/]);
    await expect(checkout.email).toHaveValue('ada@localhost');
    await expect(checkout.email).toHaveAttribute('aria-invalid', 'true');
    await expect(checkout.email).toHaveAccessibleDescription(/Enter a mail address/);
    await checkout.errors.getByRole('link').first().click();
    await expect(checkout.email).toBeFocused();
    expect(await shop.api.waiting(goods.sku)).toEqual([]);
  });

  test('more than there is comes back with what is possible now', async ({ shop, product, checkout, order }) => {
    const goods = await shop.sells({ stock: 3 });
    await product.open(goods, '?quantity=3');
    await shop.api.place([{ sku: goods.sku, quantity: 1 }]);
    await product.orderButton.click();
    await expect(checkout.errors).toContainText(`2 of ${goods.title} can be ordered now`);
    await checkout.page.getByRole('link', { name: 'Change' }).click();
    await expect(product.quantity).toHaveValue('3');
    await product.page.getByRole('button', { name: /^Take 2 — / }).click();
    await checkout.order({ email: newEmail(), name: 'Ada' });
    await order.isShown();
  });

  test('a button shows the dates of another quantity', async ({ shop, product }) => {
    const goods = await shop.sells({ stock: 2, supply: [{ quantity: 10, expected: week(3) }] });
    await product.open(goods);
    await product.quantity.fill('5');
    await product.showDates.click();
    await expect(product.quantity).toHaveValue('5');
    await expect(product.parts).toHaveText([/^\s*2 ship /, `3 ship ${spell(week(3))}`]);
  });

  test('card and button follow the way to ship', async ({ shop, product, order }) => {
    const goods = await shop.sells({ stock: 2, supply: [{ quantity: 10, expected: week(3) }] });
    await product.open(goods, '?quantity=5');
    await expect(product.orderButton).toHaveText('Backorder — ships in parts');
    await product.page.getByRole('radio', { name: `Everything together: ships ${spell(week(3))}` }).check();
    await expect(product.orderButton).toHaveText(`Backorder — ships ${spell(week(3))}`);
    await product.order({ email: newEmail(), name: 'Ada' });
    await order.isShown();
    await expect(order.date).toHaveText(spell(week(3)));
  });

  test('a variant is chosen by a link that says what can be had of it', async ({ shop, product }) => {
    const goods = await shop.sells({ stock: 30, colours: ['Clay', 'Sand'] });
    await product.open(goods);
    const colours = product.page.getByRole('group', { name: 'Colour' });
    await expect(colours.getByRole('link', { name: /^Clay — In stock/ })).toHaveAttribute('aria-current', 'true');
    await colours.getByRole('link', { name: /^Sand — Out of stock/ }).click();
    await expect(product.page).toHaveURL(/variant=THING-.*-1$/);
    await expect(colours.getByRole('link', { name: /^Sand/ })).toHaveAttribute('aria-current', 'true');
    await expect(product.status('Out of stock')).toBeVisible();
  });

  test('two things go through the cart as one order', async ({ shop, product, cart, checkout, order }) => {
    const [tent, stove] = [await shop.sells({ stock: 30 }), await shop.sells({ supply: [{ quantity: 10, expected: week(4) }] })];
    await product.open(tent);
    await product.cartButton.click();
    await expect(product.page.getByRole('status').first()).toHaveText('It is in your cart. To the cart');
    await product.open(stove);
    await product.cartButton.click();

    await cart.open(shop);
    await expect(cart.quantity(tent)).toHaveValue('1');
    await cart.quantity(stove).fill('3');
    await cart.updateButton.click();
    await expect(cart.quantity(stove)).toHaveValue('3');
    await expect(cart.line(stove)).toContainText(spell(week(4)));
    await expect(cart.total).toContainText('€516.00');
    await cart.orderButton.click();
    await expect(checkout.total).toContainText('€516.00');
    await checkout.order({ email: newEmail(), name: 'Grace Hopper' });

    await order.isShown();
    await expect(order.main.getByText('1 is here and ships')).toBeVisible();
    await expect(order.main.getByRole('time').filter({ hasText: spell(week(4)) }).first()).toBeVisible();
    await expect(order.main.getByRole('heading', { name: tent.title })).toBeVisible();
    await expect(order.main.getByRole('heading', { name: stove.title })).toBeVisible();
    await cart.open(shop);
    await expect(cart.page.getByText('Your cart is empty.')).toBeVisible();
  });

  test('a line leaves the cart by its button', async ({ shop, product, cart }) => {
    const [tent, stove] = [await shop.sells({ stock: 30 }), await shop.sells({ stock: 30 })];
    for (const goods of [tent, stove]) {
      await product.open(goods);
      await product.cartButton.click();
    }
    await cart.open(shop);
    await cart.removeButton(tent).click();
    await expect(cart.line(tent)).toHaveCount(0);
    await expect(cart.line(stove)).toHaveCount(1);
  });

  test('cancelling asks what and how many first, and the rest keeps its place', async ({ shop, order }) => {
    const goods = await shop.sells({ supply: [{ quantity: 10, expected: week(3) }] });
    const placed = await shop.api.place([{ sku: goods.sku, quantity: 3 }]);
    await order.open(placed.token);
    await order.cancelLink.click();
    const units = order.page.getByRole('spinbutton', { name: goods.title });
    await expect(units).toHaveValue('3');
    await units.fill('1');
    await order.cancelButton.click();
    await expect(order.page.getByText(/(is|are) cancelled\./)).toBeVisible();
    await expect(order.main.getByText('2 wait in line.')).toBeVisible();
    await expect(order.main.getByText('1 cancelled.')).toBeVisible();

    await order.cancelLink.click();
    await order.cancelButton.click();
    await expect(order.main.getByText('This order was cancelled')).toBeVisible();
    await expect(order.cancelLink).toBeHidden();
    expect(await shop.api.waiting(goods.sku)).toEqual([]);
  });

  test('what cannot be had is put on the waitlist', async ({ shop, product }) => {
    const goods = await shop.sells();
    await product.open(goods);
    await product.waitlist.getByRole('textbox', { name: 'E-mail' }).fill(newEmail());
    await product.waitlist.getByRole('button', { name: 'Tell me when it is back' }).click();
    await expect(product.page.getByRole('status').first()).toContainText('The shop sees that you asked for it');
  });

  test('a double click places one order', async ({ shop, product, checkout, order }) => {
    const goods = await shop.sells({ supply: [{ quantity: 10, expected: week(3) }] });
    await product.open(goods);
    await product.orderButton.click();
    await checkout.fillIn({ email: newEmail(), name: 'Ada' });
    await checkout.orderButton.dblclick();
    await order.isShown();
    expect(await shop.api.waiting(goods.sku)).toHaveLength(1);
  });
});
