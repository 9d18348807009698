import type { Locator, Page } from '@playwright/test';
import type { Goods, Shop } from '../fixtures/shop';

export class CataloguePage {
  readonly searchField: Locator;
  readonly searchButton: Locator;
  readonly skipLink: Locator;

  constructor(readonly page: Page) {
    this.searchField = page.getByRole('searchbox', { name: 'Search products' });
    this.searchButton = page.getByRole('button', { name: 'Search' });
    this.skipLink = page.getByRole('link', { name: 'Skip to the content' });
  }

  async open(shop: Shop, query = ''): Promise<void> {
    await this.page.goto(shop.path + query);
  }

  card(goods: Goods): Locator {
    return this.page.getByRole('listitem').filter({ has: this.page.getByRole('heading', { name: goods.title }) });
  }
}
