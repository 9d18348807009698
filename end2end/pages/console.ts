import { expect, type Locator, type Page } from '@playwright/test';
import type { Shop, StaffMember } from '../fixtures/shop';

export class ConsolePage {
  readonly heading: Locator;
  readonly main: Locator;
  readonly search: Locator;
  readonly navigation: Locator;
  readonly logOut: Locator;
  readonly email: Locator;
  readonly password: Locator;
  readonly shopField: Locator;
  readonly logInButton: Locator;
  /** What is wrong, or has changed. */
  readonly alert: Locator;

  constructor(readonly page: Page) {
    this.heading = page.getByRole('heading', { level: 1 });
    this.main = page.getByRole('main');
    this.search = page.getByRole('searchbox', { name: 'Search orders' });
    this.navigation = page.getByRole('navigation', { name: 'Console' });
    this.logOut = page.getByRole('button', { name: 'Log out' });
    this.email = page.getByRole('textbox', { name: 'E-mail' });
    this.password = page.getByLabel('Password');
    this.shopField = page.getByRole('textbox', { name: 'Shop' });
    this.logInButton = page.getByRole('button', { name: 'Log in' });
    this.alert = page.getByRole('alert');
  }

  async fillIn(shop: Shop, who: StaffMember): Promise<void> {
    // A server with one shop does not ask for it.
    if ((await this.shopField.count()) > 0) await this.shopField.fill(shop.slug);
    await this.email.fill(who.email);
    await this.password.fill(who.password);
  }

  /** Logs in and stands before Today. */
  async enter(shop: Shop, role: StaffMember['role'] = 'owner'): Promise<StaffMember> {
    const who = await shop.staff(role);
    await this.page.goto('/console/login');
    await this.fillIn(shop, who);
    await this.logInButton.click();
    await expect(this.heading).toHaveText('Today');
    return who;
  }

  async openOrder(number: number): Promise<void> {
    await this.page.goto(`/console/orders/${number}`);
    await expect(this.heading).toHaveText(`Order ${number}`);
  }

  section(name: string): Locator {
    return this.navigation.getByRole('link', { name });
  }

  /** A row of a table by something that stands in it. */
  row(text: string): Locator {
    return this.main.getByRole('row').filter({ hasText: text });
  }

  list(name: string): Locator {
    return this.main.getByRole('region', { name });
  }

  /** A form of the order's page, opened. */
  async form(name: string): Promise<Locator> {
    const form = this.main.getByRole('group').filter({ has: this.page.getByText(name, { exact: true }) });
    const isOpen = await form.evaluate((details) => (details as HTMLDetailsElement).open);
    if (!isOpen) await form.getByText(name, { exact: true }).first().click();
    return form;
  }
}
