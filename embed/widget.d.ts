/** What `dockline:ready` and `dockline:change` tell. */
export interface DocklineShown {
  shop: string;
  sku: string;
  status: 'in_stock' | 'low_stock' | 'backorder' | 'preorder' | 'made_to_order' | 'out_of_stock' | 'discontinued';
  /** Newer is greater, within one shop. */
  version: number;
  /** The whole of it in one sentence, in the widget's language. */
  text: string;
}

/** Units that ship together. */
export interface DocklinePart {
  quantity: number;
  /** Local dates in the shop, such as 2026-12-14; null while nobody can say. */
  earliest: string | null;
  latest: string | null;
  /** The window as the card writes it, such as "14–18 December"; empty without a window. */
  text: string;
}

/** The fields of an order form that the rules know. */
export interface DocklineForm {
  quantity: number;
  name: string;
}

/** What `dockline:open` tells. `preventDefault()` keeps the shopper on the page. */
export interface DocklineOpened {
  href: string;
}

/** Why nothing new is shown. */
export interface DocklineFailed {
  reason: 'attributes' | 'unknown' | 'network' | 'server';
}

/** `<dockline-availability shop sku quantity locale theme layout live>`: see docs/embed.md. */
export class DocklineAvailability extends HTMLElement {
  /** The origin of the server. Needed only when the script is bundled: set it before the first element stands in the page. */
  static server: string;
  /** Asks again, past all caches; resolves when the answer is shown, or has failed. */
  refresh(): Promise<void>;
  /** Goes to the page where it is ordered. */
  open(): void;
  /** Which units of a quantity ship when, by the server's rules in wasm, or by the server where wasm is forbidden. Rejects with a RangeError when no order
   * could have the quantity, and with another error when the variant is not known or the server cannot be reached. */
  parts(quantity: number): Promise<DocklinePart[]>;
  /** Which fields of an order form the server would refuse, by its rules in wasm. Where wasm is forbidden none is known to be wrong. */
  wrong(form: DocklineForm): Promise<('quantity' | 'name')[]>;
}

declare global {
  interface HTMLElementTagNameMap {
    'dockline-availability': DocklineAvailability;
  }
  interface HTMLElementEventMap {
    'dockline:ready': CustomEvent<DocklineShown>;
    'dockline:change': CustomEvent<DocklineShown>;
    'dockline:error': CustomEvent<DocklineFailed>;
    'dockline:open': CustomEvent<DocklineOpened>;
  }
}
