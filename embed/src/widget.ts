// <dockline-availability shop sku>: puts the server's fragment into an open shadow root and keeps it true. Made to work where a page forbids
// things: no inline style (adopted style sheets), no text parsed as HTML (the browser parses the answer itself, which Trusted Types allow), no
// cookie, no storage, no word in the console.

/** The style sheet, minified; the build puts it here. */
declare const STYLE: string;

/** Why a fragment did not come, by the status of the answer; 0 is none. */
const REASONS: Record<number, string> = { 0: 'network', 404: 'unknown', 422: 'attributes' };
/** A lost stream is opened again after this time, and up to as much later, so that not everybody comes back at once. */
const REOPEN_MS = 3_000;

const style = new CSSStyleSheet();
style.replaceSync(STYLE);

/** The widgets of the page, and those of them that can be seen. */
const widgets = new Set<DocklineAvailability>();
const visible = new Set<Element>();
const observer = new IntersectionObserver((entries) => {
  entries.forEach(({ target, isIntersecting }) => visible[isIntersecting ? 'add' : 'delete'](target));
  settle();
});

let stream: EventSource | undefined;
let followed = '';
let timer: ReturnType<typeof setTimeout>;

/** Scrolling past many widgets opens one stream, not many. */
function settle(ms = 100): void {
  clearTimeout(timer);
  timer = setTimeout(follow, ms);
}

/** Has one stream for what can be seen and may change, and none when that is nothing. */
function follow(): void {
  const seen = document.hidden ? [] : [...widgets].filter((widget) => visible.has(widget) && widget._topic);
  const topics = new Set(seen.map((widget) => widget._topic));
  const query = String(new URLSearchParams([...topics].map((topic) => ['topic', topic])));
  if (query === followed) return;
  unfollow();
  if (!query) return;
  followed = query;
  stream = new EventSource(`${DocklineAvailability.server}/embed/v1/live?${query}`);
  stream.onmessage = ({ data }: MessageEvent<string>) => widgets.forEach((widget) => widget._hear(data));
  stream.onerror = () => {
    unfollow();
    settle(REOPEN_MS * (1 + Math.random()));
  };
}

function unfollow(): void {
  stream?.close();
  followed = '';
}

export class DocklineAvailability extends HTMLElement {
  static observedAttributes = ['shop', 'sku', 'quantity', 'locale', 'layout', 'live'];
  /** Where the server is: where this script comes from, unless a bundle says otherwise. */
  static server = new URL(import.meta.url).origin;

  #root = this.attachShadow({ mode: 'open' });
  #states = (this.attachInternals() as unknown as { states?: Set<string> }).states;
  /** Says changes to people who do not see them. */
  #said = document.createElement('output');
  #request: XMLHttpRequest | undefined;
  /** What is asked for, and what is shown, as addresses; and the version that is shown. */
  #wanted = '';
  #shown = '';
  #version = 0;
  #isWaiting = false;

  constructor() {
    super();
    this.#root.adoptedStyleSheets = [style];
    this.#root.append(document.createElement('slot'), this.#said);
  }

  connectedCallback(): void {
    widgets.add(this);
    observer.observe(this);
    this.attributeChangedCallback();
  }

  disconnectedCallback(): void {
    // The observer tells by itself that it is not seen any more.
    widgets.delete(this);
  }

  /** Attributes that change together are one change. */
  attributeChangedCallback(): void {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    queueMicrotask(() => {
      this.#isWaiting = false;
      if (this.isConnected) void this.refresh();
    });
  }

  /** Asks again. Resolves when the answer is shown, or has failed. */
  refresh(): Promise<void> {
    return this.#load('');
  }

  /** Goes to the page where it is ordered. */
  open(): void {
    (this.#root.querySelector<HTMLElement>('.action,.details') ?? this.querySelector('a'))?.click();
  }

  /** Which units of a quantity ship when, for pages that show it in their own way. */
  parts(quantity: number): Promise<unknown[]> {
    return import('./intent.js').then(({ parts }) => parts(this, quantity, DocklineAvailability.server, this.#lang()));
  }

  /** What the stream should tell about; nothing before there is something to keep true. */
  get _topic(): string {
    return this.#version && this.#is('live') !== 'off' ? `${this.#is('shop')}/${this.#is('sku')}` : '';
  }

  /** There is a version of something: "812 demo/TENT". */
  _hear(hint: string): void {
    const version = parseInt(hint);
    if (version > this.#version && hint === `${version} ${this._topic}`) void this.#load(`&v=${version}`);
  }

  #is(name: string): string {
    return this.getAttribute(name) || '';
  }

  #lang(): string {
    return this.#is('locale') || this.closest<HTMLElement>('[lang]')?.lang || navigator.language;
  }

  /** Loads the fragment. Its address is the same for the same content, so that a preload and every cache know it; a version in it gets past copies
   * of an older one. */
  #load(version: string): Promise<void> {
    const [shop, sku] = [this.#is('shop'), this.#is('sku')];
    const query = new URLSearchParams({ lang: this.#lang(), quantity: this.#is('quantity') || '1', layout: this.#is('layout') || 'card' });
    this.#wanted = `${DocklineAvailability.server}/embed/v1/${encodeURIComponent(shop)}/${encodeURIComponent(sku)}?${query}`;
    return new Promise((done) => {
      const request = (this.#request = new XMLHttpRequest());
      request.onloadend = () => {
        const fragment = request.response?.body.firstElementChild as HTMLElement | undefined;
        // Whoever asked later is answered instead.
        if (request === this.#request) {
          if (fragment?.dataset.version) this.#show(fragment, fragment.dataset);
          else this.#fail(REASONS[request.status] ?? 'server');
        }
        done();
      };
      request.open('GET', this.#wanted + version);
      request.responseType = 'document';
      request.timeout = 10_000;
      if (shop && sku) request.send();
      else done(this.#fail('attributes'));
    });
  }

  #show(fragment: HTMLElement, { version = '', status = '', say = '' }: DOMStringMap): void {
    const isFirst = !this.#version;
    // A cache may still have what was true before.
    if (this.#shown === this.#wanted && +version <= this.#version) return;
    const focused = this.#root.activeElement?.className;
    const isOpen = this.#root.querySelector('details')?.open;
    this.#replace(fragment, this.#wanted, +version, status);
    if (isOpen) fragment.querySelector('details')!.open = isOpen;
    if (focused) fragment.querySelector<HTMLElement>(`.${focused}`)?.focus();
    if (!isFirst) this.#said.textContent = say;
    this.#tell(isFirst ? 'ready' : 'change', { shop: this.#is('shop'), sku: this.#is('sku'), status, version: +version, text: say });
  }

  /** Keeps what is shown if it is what was asked for, and shows what the page has otherwise. */
  #fail(reason: string): void {
    if (this.#shown !== this.#wanted || reason === 'unknown') this.#replace(document.createElement('slot'), '', 0, '');
    this.#tell('error', { reason });
  }

  #replace(content: Element, shown: string, version: number, status: string): void {
    this.#root.firstChild!.replaceWith(content);
    this.#shown = shown;
    this.#version = version;
    settle();
    try {
      this.#states?.clear();
      this.#states?.add(status);
    } catch {
      // Before Chrome 125 states had other names.
    }
  }

  #tell(name: string, detail: object): void {
    this.dispatchEvent(new CustomEvent(`dockline:${name}`, { bubbles: true, composed: true, detail }));
  }
}

// A page that is kept for going back holds no stream, and looks again when it is shown.
addEventListener('pagehide', unfollow);
addEventListener('pageshow', ({ persisted }) => persisted && widgets.forEach((widget) => void widget.refresh()));
document.addEventListener('visibilitychange', () => settle());

const NAME = 'dockline-availability';
if (!customElements.get(NAME)) customElements.define(NAME, DocklineAvailability);
