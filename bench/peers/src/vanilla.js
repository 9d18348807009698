// Without a framework.

import { follow, OBSERVED, sheet } from './model.js';

function node(name, className, ...content) {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.append(...content);
  return element;
}

function card({ tone, status, when, parts, notes, button, href }) {
  const link = node('a', 'action', button);
  link.href = href;
  const box = node('div', `promise tone-${tone}`, node('p', 'promise__status', status));
  if (when) box.append(node('p', 'promise__date', when));
  if (parts.length) box.append(node('ul', 'promise__parts', ...parts.map((part) => node('li', 'promise__part', part))));
  box.append(...notes.map((note) => node('p', 'promise__fact', note)));
  return node('div', 'widget', box, link);
}

class Availability extends HTMLElement {
  static observedAttributes = OBSERVED;
  #root = this.attachShadow({ mode: 'open' });
  #stop;
  #said = node('output');

  connectedCallback() {
    this.#root.adoptedStyleSheets = [sheet];
    this.#root.replaceChildren(node('slot'), this.#said);
    this.attributeChangedCallback();
  }

  disconnectedCallback() {
    this.#stop?.();
  }

  attributeChangedCallback() {
    if (!this.isConnected) return;
    this.#stop?.();
    this.#stop = follow(this, (view) => {
      const changes = this.#root.firstChild.localName !== 'slot';
      this.#root.firstChild.replaceWith(view ? card(view) : node('slot'));
      if (view && changes) this.#said.textContent = `${view.status} ${view.when ?? ''}`;
    });
  }
}
customElements.define('peer-availability', Availability);
