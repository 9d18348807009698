// A shop's page with the widget in it, and what the widget told that page.

import { expect, type Locator, type Page } from '@playwright/test';

export interface Told {
  type: string;
  reason?: string;
  status?: string;
  text?: string;
}

/** Units that ship together, as `parts()` answers them. */
export interface Part {
  quantity: number;
  earliest: string | null;
  latest: string | null;
  text: string;
}

interface Recorded {
  told: Told[];
  shifted: number;
}

export class WidgetPage {
  readonly element: Locator;
  readonly status: Locator;
  readonly date: Locator;
  readonly badge: Locator;
  readonly button: Locator;
  readonly announcer: Locator;
  readonly fallback: Locator;

  constructor(
    readonly page: Page,
    index = 0,
  ) {
    this.element = page.locator('dockline-availability').nth(index);
    this.status = this.element.locator('[part=status]');
    this.date = this.element.locator('[part=date]');
    this.badge = this.element.locator('[part=badge]');
    this.button = this.element.locator('[part=button]');
    this.announcer = this.element.locator('output');
    this.fallback = this.element.getByRole('link', { name: 'Check availability' });
  }

  /** Notes everything that the widget tells and does to the page, from its beginning on. */
  async record(): Promise<void> {
    await this.page.addInitScript(() => {
      const recorded: Recorded = { told: [], shifted: 0 };
      Object.assign(window, { recorded });
      for (const type of ['ready', 'change', 'error']) {
        addEventListener(`dockline:${type}`, (event) => recorded.told.push({ type, ...(event as CustomEvent<object>).detail }));
      }
      const observe = (type: string, note: (entry: PerformanceEntry) => void): void =>
        new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true });
      observe('layout-shift', (entry) => (recorded.shifted += (entry as PerformanceEntry & { value: number }).value));
    });
  }

  recorded(): Promise<Recorded> {
    return this.page.evaluate(() => (window as unknown as { recorded: Recorded }).recorded);
  }

  /** The types of what was told, in order, with the reasons of failures. */
  async told(): Promise<string[]> {
    const { told } = await this.recorded();
    return told.map(({ type, reason }) => (reason === undefined ? type : `${type}: ${reason}`));
  }

  async expectTold(told: string[]): Promise<void> {
    await expect.poll(() => this.told()).toEqual(told);
  }

  /** What the element answers to the page's own question. */
  parts(quantity: number): Promise<Part[]> {
    return this.element.evaluate((element, quantity) => (element as unknown as { parts(quantity: number): Promise<Part[]> }).parts(quantity), quantity);
  }

  set(attribute: string, value: string): Promise<void> {
    return this.element.evaluate((element, [name, value]) => element.setAttribute(name!, value!), [attribute, value]);
  }
}
