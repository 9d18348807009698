import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { follow, OBSERVED, sheet } from './model.js';

function Card({ tone, status, when, parts, notes, button, href }) {
  return (
    <div class="widget">
      <div class={`promise tone-${tone}`}>
        <p class="promise__status">{status}</p>
        {when && <p class="promise__date">{when}</p>}
        {parts.length > 0 && <ul class="promise__parts">{parts.map((part) => <li class="promise__part">{part}</li>)}</ul>}
        {notes.map((note) => <p class="promise__fact">{note}</p>)}
      </div>
      <a class="action" href={href}>{button}</a>
    </div>
  );
}

function Widget({ element, wanted }) {
  const [{ view, said }, set] = useState({});
  const show = (view) => set((before) => ({ view, said: before.view && view ? `${view.status} ${view.when ?? ''}` : before.said }));
  useEffect(() => follow(element, show), [wanted]);
  return (
    <>
      {view ? <Card {...view} /> : <slot />}
      <output>{said}</output>
    </>
  );
}

class Availability extends HTMLElement {
  static observedAttributes = OBSERVED;
  #root = this.attachShadow({ mode: 'open' });

  connectedCallback() {
    this.#root.adoptedStyleSheets = [sheet];
    this.attributeChangedCallback();
  }

  disconnectedCallback() {
    render(null, this.#root);
  }

  attributeChangedCallback() {
    if (this.isConnected) render(<Widget element={this} wanted={OBSERVED.map((name) => this.getAttribute(name)).join('\n')} />, this.#root);
  }
}
customElements.define('peer-availability', Availability);
