import type { Locator, Page } from '@playwright/test';
import type { Goods, Shop } from '../fixtures/shop';

export class CartPage {
  /** Leads to the review. */
  readonly orderButton: Locator;
  readonly updateButton: Locator;
  readonly errors: Locator;
  readonly total: Locator;

  constructor(readonly page: Page) {
    this.orderButton = page.getByRole('button', { name: 'Go to checkout' });
    this.updateButton = page.getByRole('button', { name: 'Update quantities' });
    this.errors = page.getByRole('group', { name: 'Please check this' });
    this.total = page.getByRole('region', { name: 'Your order' }).getByRole('paragraph').filter({ hasText: /^\s*Total/ });
  }

  async open(shop: Shop): Promise<void> {
    await this.page.goto(`${shop.path}/cart`);
  }

  line(goods: Goods): Locator {
    return this.page.getByRole('listitem').filter({ has: this.page.getByRole('heading', { name: goods.title }) });
  }

  quantity(goods: Goods): Locator {
    return this.line(goods).getByRole('spinbutton', { name: 'Quantity' });
  }

  removeButton(goods: Goods): Locator {
    return this.line(goods).getByRole('button', { name: /^Remove/ });
  }
}
