import type { Locator, Page } from '@playwright/test';
import type { Goods } from '../fixtures/shop';
import { CheckoutPage, type Person } from './checkout';
import { LivePage } from './live';

export class ProductPage extends LivePage {
  readonly quantity: Locator;
  readonly showDates: Locator;
  /** Leads to the review. */
  readonly orderButton: Locator;
  readonly cartButton: Locator;
  /** The lines of a promise that comes in parts. */
  readonly parts: Locator;
  readonly position: Locator;
  readonly stages: Locator;
  readonly errors: Locator;
  readonly waitlist: Locator;
  /** Every date that the supply was expected at. */
  readonly dateHistory: Locator;

  constructor(page: Page) {
    super(page);
    this.quantity = page.getByRole('spinbutton', { name: 'Quantity' });
    this.showDates = page.getByRole('button', { name: 'Show dates' });
    this.orderButton = page.locator('#order').getByRole('button', { name: /^(Order|Backorder|Pre-order) — / });
    this.cartButton = page.getByRole('button', { name: 'Add to cart' });
    this.parts = page.getByRole('listitem').filter({ hasText: /^\s*\d+ ships? / });
    // Of the card that is shown: there is one for each way to ship.
    this.position = page.getByText(/You would be number \d+ in line/).filter({ visible: true });
    this.stages = page.getByRole('region', { name: 'Where it is' }).getByRole('listitem');
    this.errors = page.getByRole('group', { name: 'Please check this' });
    this.dateHistory = page.getByRole('group').filter({ hasText: 'How this date has moved' });
    this.waitlist = page.getByRole('group').filter({ hasText: /No mail is sent by itself/ });
  }

  async open(goods: Goods, query = ''): Promise<void> {
    await this.page.goto(goods.path + query);
  }

  /** Opens the page and waits until it is live. */
  async openLive(goods: Goods, query = ''): Promise<void> {
    await this.open(goods, query);
    await this.isLive();
  }

  /** The word for the status, in the promise card. */
  status(word: string): Locator {
    return this.main.getByRole('paragraph').filter({ hasText: new RegExp(`^\\s*${word}\\s*$`) });
  }

  /** The date of a promise that is one. */
  get date(): Locator {
    return this.main.getByRole('paragraph').filter({ hasText: /^\s*Ships / }).getByRole('time');
  }

  /** Chooses what is shown, and orders it in the review. */
  async order(person: Person): Promise<void> {
    await this.orderButton.click();
    await new CheckoutPage(this.page).order(person);
  }
}
