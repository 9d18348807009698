import { expect, type Locator, type Page } from '@playwright/test';
import { LivePage } from './live';

export class OrderPage extends LivePage {
  readonly thanks: Locator;
  /** When the order as a whole ships. */
  readonly date: Locator;
  readonly position: Locator;
  readonly cancelLink: Locator;
  readonly cancelButton: Locator;
  readonly facts: Locator;

  constructor(page: Page) {
    super(page);
    this.thanks = page.getByText('Thank you. Your order is placed');
    this.date = this.main.getByRole('paragraph').filter({ hasText: /^\s*Ships / }).getByRole('time');
    this.position = page.getByText(/^Number \d+ in line/);
    this.cancelLink = page.getByRole('link', { name: 'Cancel this order' });
    this.cancelButton = page.getByRole('button', { name: 'Cancel these units' });
    this.facts = page.getByRole('region', { name: 'Details of the order' });
  }

  async open(token: string): Promise<void> {
    await this.page.goto(`/o/${token}`);
  }

  async openLive(token: string): Promise<void> {
    await this.open(token);
    await this.isLive();
  }

  /** An order was placed, and this is its page. */
  async isShown(): Promise<void> {
    await expect(this.page).toHaveURL(/\/o\/[0-9a-f]+/);
    await expect(this.heading).toHaveText(/^Order \d+$/);
  }
}
