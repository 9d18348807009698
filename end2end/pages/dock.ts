import { expect, type Locator, type Page } from '@playwright/test';

/** The screens of the dock, and the ones beside it. */
export class DockPages {
  /** The one field of the first screen and of the list of parcels. */
  readonly scan: Locator;
  readonly heading: Locator;
  readonly main: Locator;
  readonly alert: Locator;
  readonly carrier: Locator;
  readonly tracking: Locator;

  constructor(readonly page: Page) {
    this.scan = page.locator('#q');
    this.heading = page.getByRole('heading', { level: 1 });
    this.main = page.getByRole('main');
    this.alert = page.locator('.error-summary');
    this.carrier = page.getByRole('textbox', { name: 'Carrier' });
    this.tracking = page.getByRole('textbox', { name: 'Tracking number' });
  }

  /** What a scanner does: it types into what has the focus, and presses Enter. */
  async types(into: Locator, text: string): Promise<void> {
    await expect(into).toBeFocused();
    await this.page.keyboard.type(text);
    await this.page.keyboard.press('Enter');
  }

  async presses(control: Locator, key: string): Promise<void> {
    await expect(control).toBeFocused();
    await this.page.keyboard.press(key);
  }

  /** The number of units that came of a variant. */
  count(title: string): Locator {
    return this.page.getByRole('spinbutton', { name: title });
  }

  button(name: string): Locator {
    return this.main.getByRole('button', { name, exact: true });
  }

  async openOrder(reference: string): Promise<void> {
    await this.page.goto(`/console/supply/${encodeURIComponent(reference)}`);
    await expect(this.heading).toHaveText(reference);
  }

  form(title: string): Locator {
    return this.main.locator('form').filter({ has: this.page.getByRole('heading', { name: title }) });
  }
}
