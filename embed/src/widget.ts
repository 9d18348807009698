// <dockline-availability shop sku>: puts the server's fragment into an open shadow root. Made to work where a page forbids things: no inline style
// (adopted style sheets), no text parsed as HTML (the browser parses the answer itself, which Trusted Types allow), no cookie, no storage, no word
// in the console. What is needed only after the first answer is in live.ts, and what a shopper's wish needs in intent.ts.

import type { Part } from './intent';

/** The style sheet, minified; the build puts it here. */
declare const STYLE: string;

const style = new CSSStyleSheet();
style.replaceSync(STYLE);

let live: Promise<typeof import('./live')> | undefined;

export class DocklineAvailability extends HTMLElement {
  static observedAttributes = ['shop', 'sku', 'quantity', 'locale', 'layout', 'theme', 'live'];
  /** Where the server is: where this script comes from, unless a bundle says otherwise. */
  static server = new URL(import.meta.url).origin;

  /** The version that is shown; 0 is none. */
  _version = 0;
  #root = this.attachShadow({ mode: 'open' });
  #states = (this.attachInternals() as unknown as { states?: Set<string> }).states;
  #request: XMLHttpRequest | undefined;
  /** What is asked for, and what is shown, as addresses; and what the latter is, as names of states. */
  #wanted = '';
  #shown = '';
  #is: string[] = [];
  #isWaiting = false;

  constructor() {
    super();
    this.#root.adoptedStyleSheets = [style];
    this.#root.append(document.createElement('slot'));
    ['click', 'change', 'pointerover', 'focusin'].forEach((type) => this.#root.addEventListener(type, this.#on));
  }

  connectedCallback(): void {
    this.attributeChangedCallback();
    this.#settle();
  }

  disconnectedCallback(): void {
    this.#settle();
  }

  /** Attributes that change together are one change. */
  attributeChangedCallback(name = ''): void {
    if (/theme|live/.test(name)) this.#settle();
    else if (!this.#isWaiting) {
      this.#isWaiting = true;
      queueMicrotask(() => {
        this.#isWaiting = false;
        if (this.isConnected) void this._load();
      });
    }
  }

  /** Asks again, and no cache. Resolves when the answer is shown, or has failed. */
  refresh(): Promise<void> {
    return this._load(`&now=${Date.now()}`);
  }

  /** Goes to the page where it is ordered. */
  open(): void {
    (this.#root.querySelector<HTMLElement>('.action,.details') ?? this.querySelector('a'))?.click();
  }

  /** Which units of a quantity ship when, for pages that show it in their own way. */
  parts(quantity: number): Promise<Part[]> {
    return this.#intent().then((intent) => intent.parts(this, quantity));
  }

  /** Which fields of an order form the server would refuse. */
  wrong(form: { quantity: number; name: string }): Promise<('quantity' | 'name')[]> {
    return this.#intent().then((intent) => intent.wrong(form));
  }

  _attribute(name: string): string {
    return this.getAttribute(name) || '';
  }

  /** The language asked for: a shadow root has that of its host. */
  _lang(): string {
    let lang = this._attribute('locale');
    for (let at: Element | undefined = this; at && !lang; at = (at.getRootNode() as ShadowRoot).host) lang = at.closest<HTMLElement>('[lang]')?.lang ?? '';
    return lang || navigator.language;
  }

  /** Loads the fragment. Its address is the same for the same content, so that a preload and every cache know it; what is added to it gets past
   * copies of an older one. */
  _load(more = ''): Promise<void> {
    const [shop, sku] = [this._attribute('shop'), this._attribute('sku')];
    const query = new URLSearchParams({ lang: this._lang(), quantity: this._attribute('quantity') || '1', layout: this._attribute('layout') || 'card' });
    this.#wanted = `${DocklineAvailability.server}/embed/v1/${encodeURIComponent(shop)}/${encodeURIComponent(sku)}?${query}`;
    this.#mark('loading');
    return new Promise((done) => {
      const request = (this.#request = new XMLHttpRequest());
      request.onloadend = () => {
        done();
        // What is no page has no body.
        const fragment = request.response?.body?.firstElementChild as HTMLElement | undefined;
        // Whoever asked later is answered instead.
        if (request !== this.#request) return;
        if (fragment?.dataset.version) this.#show(fragment, fragment.dataset);
        else this.#fail(fragment?.dataset.reason ?? (request.status ? 'server' : 'network'));
      };
      request.open('GET', this.#wanted + more);
      request.responseType = 'document';
      request.timeout = 10_000;
      if (shop && sku) request.send();
      else done(this.#fail('attributes'));
    });
  }

  _tell(name: string, detail: object): boolean {
    return this.dispatchEvent(new CustomEvent(`dockline:${name}`, { bubbles: true, composed: true, cancelable: true, detail }));
  }

  #intent(): Promise<typeof import('./intent')> {
    return import('./intent.js');
  }

  /** Whoever comes near the quantity gets the rules; whoever has changed it, or goes to the order, is answered without them as well. */
  #on = (event: Event): void => {
    const target = event.target as HTMLInputElement;
    const link = target.closest('a');
    if (event.type === 'click') {
      if (link && !this._tell('open', { href: link.href })) event.preventDefault();
    } else if (target.closest('.quantity')) {
      if (event.type !== 'change') this.#intent().then((intent) => intent.attend(this, this.#root), () => {});
      else if (target.reportValidity()) this.setAttribute('quantity', target.value);
    }
  };

  #show(fragment: HTMLElement, { version = '', status = '', say = '', is = '' }: DOMStringMap): void {
    const isFirst = !this._version;
    // A cache may still have what was true before.
    if (this.#shown === this.#wanted && +version <= this._version) return this.#mark();
    this.#is = [status, ...is.split(' ')];
    this.#replace(fragment, this.#wanted, +version);
    const detail = { shop: this._attribute('shop'), sku: this._attribute('sku'), status, version: +version, text: say };
    this._tell(isFirst ? 'ready' : 'change', detail);
    this.#settle(isFirst ? '' : say);
  }

  /** Keeps what is shown if it is what was asked for, and shows what the page has otherwise. */
  #fail(reason: string): void {
    if (this.#shown !== this.#wanted || reason === 'unknown') {
      this.#is = [];
      this.#replace(document.createElement('slot'), '', 0);
      this.#settle();
    }
    this.#mark('error');
    this._tell('error', { reason });
  }

  /** Puts other content in place. What is open stays open, and whoever stands on something stands on the same again; nobody is interrupted while typing. */
  #replace(content: HTMLElement, shown: string, version: number): void {
    const old = this.#root.firstElementChild!;
    const active = this.#root.activeElement as HTMLElement | null;
    const details = content.querySelector('details');
    if (details) details.open = !!old.querySelector('details')?.open;
    if (active?.localName === 'input' && old.children.length === content.children.length)
      [...content.children].forEach((child, index) => old.children[index]!.contains(active) || old.children[index]!.replaceWith(child));
    else {
      old.replaceWith(content);
      if (active) (content.querySelector<HTMLElement>(`[part="${active.part}"]`) ?? content.querySelector<HTMLElement>(active.localName))?.focus();
    }
    this.#shown = shown;
    this._version = version;
    this.#mark();
  }

  #mark(state = ''): void {
    try {
      this.#states?.clear();
      [...this.#is, state].forEach((name) => name && this.#states?.add(name));
    } catch {
      // Before Chrome 125 states had other names.
    }
  }

  /** Has followed and announced what is shown, once something is. */
  #settle(say = ''): void {
    if (live || this._version) (live ??= import('./live.js')).then(({ settle }) => settle(this, say), () => {});
  }
}

const NAME = 'dockline-availability';
if (!customElements.get(NAME)) customElements.define(NAME, DocklineAvailability);
