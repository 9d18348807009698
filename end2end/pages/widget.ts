// A shop's page with the widget in it, and what the widget told that page.

import { expect, type Locator, type Page } from '@playwright/test';

export interface Told {
  type: string;
  reason?: string;
  status?: string;
  text?: string;
  href?: string;
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
  /** Whether the page came back from the cache of pages. */
  isRestored: boolean;
  streams: EventSource[];
}

export class WidgetPage {
  readonly element: Locator;
  readonly status: Locator;
  readonly date: Locator;
  readonly badge: Locator;
  readonly button: Locator;
  readonly announcer: Locator;
  readonly fallback: Locator;
  readonly quantity: Locator;
  readonly split: Locator;
  readonly stages: Locator;

  constructor(
    readonly page: Page,
    index = 0,
  ) {
    this.element = page.locator('dockline-availability').nth(index);
    this.status = this.element.locator('[part=status]');
    this.date = this.element.locator('[part=date]');
    this.badge = this.element.locator('[part=badge]');
    this.button = this.element.locator('[part=button]');
    // One for the page, wherever it is.
    this.announcer = page.locator('dockline-availability output');
    this.quantity = this.element.getByRole('spinbutton');
    this.split = this.element.locator('[part=split]');
    this.stages = this.element.locator('[part=summary]');
    this.fallback = this.element.getByRole('link', { name: 'Check availability' });
  }

  /** Notes everything that the widget tells and does to the page, from its beginning on. */
  async record(): Promise<void> {
    await this.page.addInitScript(() => {
      const recorded: Recorded = { told: [], shifted: 0, isRestored: false, streams: [] };
      Object.assign(window, { recorded });
      addEventListener('pageshow', ({ persisted }) => (recorded.isRestored = persisted));
      window.EventSource = class extends EventSource {
        constructor(url: string | URL) {
          super(url);
          recorded.streams.push(this);
        }
      };
      for (const type of ['ready', 'change', 'error', 'open']) {
        addEventListener(`dockline:${type}`, (event) => recorded.told.push({ type, ...(event as CustomEvent<object>).detail }));
      }
      const observe = (type: string, note: (entry: PerformanceEntry) => void): void =>
        new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true });
      observe('layout-shift', (entry) => (recorded.shifted += (entry as PerformanceEntry & { value: number }).value));
    });
  }

  recorded(): Promise<Pick<Recorded, 'told' | 'shifted' | 'isRestored'>> {
    return this.page.evaluate(() => {
      const { told, shifted, isRestored } = (window as unknown as { recorded: Recorded }).recorded;
      return { told, shifted, isRestored };
    });
  }

  /** How many streams of the page are open. */
  openStreams(): Promise<number> {
    return this.page.evaluate(() => (window as unknown as { recorded: Recorded }).recorded.streams.filter(({ readyState }) => readyState === 1).length);
  }

  expectStreams(count: number): Promise<void> {
    return expect.poll(() => this.openStreams()).toBe(count);
  }

  /** Whether the element is in a state, as style sheets ask for it. */
  hasState(name: string): Promise<boolean> {
    return this.element.evaluate((element, name) => element.matches(`:state(${name})`), name);
  }

  refresh(): Promise<void> {
    return this.element.evaluate((element) => (element as unknown as { refresh(): Promise<void> }).refresh());
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

  /** Which fields of an order form the element says are wrong. */
  wrong(form: { quantity: number; name: string }): Promise<string[]> {
    return this.element.evaluate((element, form) => (element as unknown as { wrong(form: object): Promise<string[]> }).wrong(form), form);
  }

  set(attribute: string, value: string): Promise<void> {
    return this.element.evaluate((element, [name, value]) => element.setAttribute(name!, value!), [attribute, value]);
  }
}
