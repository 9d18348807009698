import type { Locator, Page } from '@playwright/test';
import type { Shop } from '../fixtures/shop';

export interface Person {
  email: string;
  name: string;
}

/** The review of an order before it is placed. */
export class CheckoutPage {
  readonly heading: Locator;
  readonly email: Locator;
  readonly name: Locator;
  readonly country: Locator;
  readonly street: Locator;
  readonly postalCode: Locator;
  readonly city: Locator;
  readonly region: Locator;
  readonly showFields: Locator;
  readonly orderButton: Locator;
  readonly errors: Locator;
  readonly changed: Locator;
  /** What is ordered, what it costs and when it ships. */
  readonly summary: Locator;
  readonly total: Locator;

  constructor(readonly page: Page) {
    this.heading = page.getByRole('heading', { level: 1 });
    this.email = page.getByRole('textbox', { name: 'E-mail' });
    this.name = page.getByRole('textbox', { name: 'Name' });
    this.country = page.getByRole('combobox', { name: 'Country' });
    this.street = page.getByRole('textbox', { name: 'Street and number' });
    this.postalCode = page.getByRole('textbox', { name: 'Postal code' });
    this.city = page.getByRole('textbox', { name: 'Town or city' });
    this.region = page.getByRole('combobox', { name: 'Region' });
    this.showFields = page.getByRole('button', { name: 'Show its fields' });
    this.orderButton = page.getByRole('button', { name: 'Order with obligation to pay' });
    this.errors = page.getByRole('group', { name: 'Please check this' });
    this.changed = page.getByRole('group', { name: 'This has changed since you looked' });
    this.summary = page.getByRole('region', { name: 'Your order' });
    this.total = this.summary.getByRole('paragraph').filter({ hasText: /^\s*Total/ });
  }

  async open(shop: Shop, query = ''): Promise<void> {
    await this.page.goto(`${shop.path}/checkout${query}`);
  }

  async fillIn(person: Person): Promise<void> {
    await this.email.fill(person.email);
    await this.name.fill(person.name);
  }

  async order(person: Person): Promise<void> {
    await this.fillIn(person);
    await this.orderButton.click();
  }
}
