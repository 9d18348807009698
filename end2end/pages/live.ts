import { expect, type Locator, type Page } from '@playwright/test';

/** What all pages with a stream have in common. */
export class LivePage {
  /** The button that says how the connection is, and pauses it. */
  readonly connection: Locator;
  /** Where changes are said to screen readers. */
  readonly announcer: Locator;
  readonly main: Locator;
  readonly heading: Locator;

  constructor(readonly page: Page) {
    this.connection = page.getByRole('button', { name: /Pause|Resume/ });
    this.announcer = page.getByRole('status').last();
    this.main = page.getByRole('main');
    this.heading = page.getByRole('heading', { level: 1 });
  }

  /** Waits until the islands have started and the stream is open. */
  async isLive(): Promise<void> {
    await expect(this.page.locator('html')).toHaveAttribute('data-live', 'ready');
    await expect(this.connection).toHaveText(/Live/);
  }
}
