import { newEmail } from '../fixtures/api';
import { spell, week } from '../fixtures/dates';
import { expect, test } from '../fixtures';

// The same journey with a script and without one.
for (const tag of ['@phone', '@no-js']) {
  test(`the review shows everything, follows the country, and keeps what was typed (${tag})`, { tag }, async ({ shop, product, checkout, order, complaints }) => {
    complaints.expect(/\b(409|422)\b/);
    const goods = await shop.sells({ stock: 2, supply: [{ quantity: 10, expected: week(3) }] });
    const { page } = checkout;
    await product.open(goods, '?quantity=5');
    await product.orderButton.click();
    await expect(page).toHaveURL(/\/checkout\?sku=.*&quantity=5$/);
    await expect(checkout.summary).toContainText(goods.title);
    await expect(checkout.summary).toContainText(spell(week(3)));
    await expect(checkout.total).toContainText('€645.00');
    await expect(checkout.summary).not.toContainText('Discount');
    await checkout.fillIn({ email: newEmail(), name: 'Ada' });
    await checkout.country.selectOption({ label: 'United States' });
    await checkout.street.fill('1 Main St');
    await checkout.showFields.click();
    await checkout.region.selectOption({ label: 'California' });
    await checkout.city.fill('Cupertino');
    await checkout.postalCode.fill('950');
    await checkout.orderButton.click();

    await expect(checkout.errors).toBeFocused();
    await expect(checkout.errors.getByRole('link')).toHaveText([/^Enter a postal code of this country, such as 95014/]);
    await expect(checkout.postalCode).toHaveAccessibleDescription(/such as 95014/);
    await expect(checkout.street).toHaveValue('1 Main St');
    await expect(checkout.region).toHaveValue('CA');
    await checkout.postalCode.fill('95014');
    // The date moves while the page is open: nothing is ordered that was not shown.
    await shop.api.change(goods.references[0]!, { expected: week(5) });
    await checkout.orderButton.click();
    await expect(checkout.changed).toBeFocused();
    await expect(checkout.changed).toContainText(spell(week(5)));
    await expect(checkout.changed).toContainText(spell(week(3)));
    // Enter shows the review again, and in no other language.
    const shown = page.waitForResponse((response) => response.request().method() === 'POST');
    await checkout.name.press('Enter');
    expect((await shown).url()).not.toContain('lang=');
    // Another language keeps what was typed.
    await page.getByRole('button', { name: 'Deutsch' }).click();
    await expect(page.locator('input[name=name]')).toHaveValue('Ada');
    await page.getByRole('button', { name: 'English' }).click();
    await expect(checkout.name).toHaveValue('Ada');
    await expect(checkout.street).toHaveValue('1 Main St');
    await checkout.orderButton.click();

    await order.isShown();
    await expect(order.facts).toContainText('Cupertino, CA 95014');
    await expect(order.main).toContainText(spell(week(5)));
  });
}
