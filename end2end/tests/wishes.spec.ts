import { spell, week } from '../fixtures/dates';
import { expect, test } from '../fixtures';
import { expectNoViolations } from '../fixtures/axe';

test('name, address and date are changed, and the place stays', { tag: '@phone' }, async ({ shop, order }, info) => {
  const goods = await shop.sells({ supply: [{ quantity: 10, expected: week(3) }] });
  const placed = await shop.api.place([{ sku: goods.sku, quantity: 1 }]);
  await order.open(placed.token);
  await order.page.getByRole('link', { name: 'Change name, address or needed-by date' }).click();
  await order.page.getByRole('combobox', { name: 'Country' }).selectOption('PT');
  await order.page.getByRole('textbox', { name: 'Street and number' }).fill('Main Street 1');
  await order.page.getByRole('textbox', { name: 'Postal code' }).fill('4000-123');
  await order.page.getByRole('textbox', { name: 'Town or city' }).fill('Porto');
  await order.page.getByText('Needed by a certain day?').click();
  await order.page.getByLabel('Needed by').fill(week(1).earliest);
  await expectNoViolations(order.page, info, 'changing details');
  await order.page.getByRole('button', { name: 'Save the changes' }).click();
  await expect(order.main).toContainText('It is changed. Your place in line is the same.');
  await expect(order.facts).toContainText('4000-123 Porto');
  await expect(order.main).toContainText('expected only after the day you need it by');
  await expect(order.position).toHaveText('Number 1 in line');
});

test('what is wrong with a change is said beside its field', { tag: '@no-js' }, async ({ shop, order, complaints }) => {
  complaints.expect(/422/);
  const goods = await shop.sells({ supply: [{ quantity: 10, expected: week(3) }] });
  const placed = await shop.api.place([{ sku: goods.sku, quantity: 1 }]);
  await order.open(`${placed.token}?change=details`);
  await order.page.getByLabel('Name').fill('   ');
  const street = order.page.getByRole('textbox', { name: 'Street and number' });
  await street.fill('Main Street 1');
  await order.page.getByRole('button', { name: 'Save the changes' }).click();
  await expect(order.page.getByLabel('Name')).toHaveAccessibleDescription(/Enter your name/);
  await expect(street).toHaveValue('Main Street 1');
});

test('another colour of another delivery means the end of its line, and that is said before', async ({ shop, order }, info) => {
  const goods = await shop.sells({ colours: ['Red', 'Blue', 'Green'], supply: [{ quantity: 10, expected: week(3) }] });
  const [, blue] = goods.variants;
  await shop.api.order({ reference: `PO-${blue!.sku}`, sku: blue!.sku, quantity: 5, expected: week(5), stage: 'ordered' });
  await shop.api.place([{ sku: blue!.sku, quantity: 2 }]);
  const placed = await shop.api.place([{ sku: goods.sku, quantity: 2 }]);
  await order.open(placed.token);
  await order.page.getByRole('link', { name: 'Change size or colour' }).click();
  await expect(order.page.getByLabel(/Blue goes to the end of its line: number 3 · Ships/)).toBeChecked();
  await expect(order.page.getByLabel(/Green cannot be had now/)).toBeDisabled();
  await expectNoViolations(order.page, info, 'changing the variant');
  await order.page.getByLabel(/Units to change/).fill('1');
  await order.page.getByRole('button', { name: 'Change these units' }).click();
  await expect(order.main).toContainText('It is changed. Below is your place in line');
  await expect(order.main).toContainText(`Now ${spell(week(5))}, 14 days later: as you wished`);
  await expect(order.main).toContainText('went to the end of that line');
});
