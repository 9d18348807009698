import { html, LitElement, nothing } from 'lit';
import { follow, OBSERVED, sheet } from './model.js';

class Availability extends LitElement {
  static styles = sheet;
  static properties = { view: { state: true }, said: { state: true }, ...Object.fromEntries(OBSERVED.map((name) => [name, {}])) };
  #stop;

  updated(changed) {
    if (OBSERVED.some((name) => changed.has(name))) this.#follow();
  }

  connectedCallback() {
    super.connectedCallback();
    if (this.hasUpdated) this.#follow();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#stop?.();
  }

  #follow() {
    this.#stop?.();
    this.#stop = follow(this, (view) => {
      if (this.view && view) this.said = `${view.status} ${view.when ?? ''}`;
      this.view = view;
    });
  }

  #card({ tone, status, when, parts, notes, button, href }) {
    return html`<div class="widget">
      <div class="promise tone-${tone}">
        <p class="promise__status">${status}</p>
        ${when ? html`<p class="promise__date">${when}</p>` : nothing}
        ${parts.length ? html`<ul class="promise__parts">${parts.map((part) => html`<li class="promise__part">${part}</li>`)}</ul>` : nothing}
        ${notes.map((note) => html`<p class="promise__fact">${note}</p>`)}
      </div>
      <a class="action" href=${href}>${button}</a>
    </div>`;
  }

  render() {
    return html`${this.view ? this.#card(this.view) : html`<slot></slot>`}<output>${this.said}</output>`;
  }
}
customElements.define('peer-availability', Availability);
