// What a shopper's wish for a quantity needs: which units ship when, at once, by the rules of the server compiled to wasm. Where a page forbids
// wasm, the server is asked instead.

import init, { is_name, is_newer, is_quantity, parts as split } from 'rules';
import type { DocklineAvailability } from './widget';

/** The hash of the wasm; the build puts it here. */
declare const WASM_INTEGRITY: string;

type Widget = DocklineAvailability;

export interface Part {
  quantity: number;
  /** Local dates in the shop, such as 2026-12-14; null while nobody can say. */
  earliest: string | null;
  latest: string | null;
  /** The window as the card writes it; empty without a window. */
  text: string;
}

/** How long after the last key the server is asked for the card of another quantity. */
const TYPING_MS = 300;

let rules: Promise<boolean> | undefined;
const outlooks = new Map<string, string>();

/** Whether wasm runs here; it is fetched the first time somebody asks. */
function hasRules(): Promise<boolean> {
  const fetched = (): Promise<Response> => fetch(new URL('intent.wasm', import.meta.url), { integrity: WASM_INTEGRITY });
  return (rules ??= fetched().then((module_or_path) => init({ module_or_path })).then(
    () => true,
    () => false,
  ));
}

/** JavaScript's numbers are wider than those of the rules: what does not fit would be cut off. */
function canBe(quantity: number): boolean {
  return quantity >>> 0 === quantity;
}

/** Which units of a quantity ship when; what cannot be had is left out. Rejects with a RangeError when no order could have the quantity, and
 * otherwise when the server does not know the variant or cannot be reached. */
export async function parts(widget: Widget, quantity: number, isInHaste = false): Promise<Part[]> {
  if (!canBe(quantity)) throw new RangeError('quantity');
  const { server } = widget.constructor as typeof DocklineAvailability;
  const [shop, sku] = ['shop', 'sku'].map((name) => encodeURIComponent(widget._attribute(name)));
  // The language of what is shown, if something is: the words are the server's.
  const lang = widget.shadowRoot!.querySelector<HTMLElement>('[lang]')?.lang || widget._lang();
  const address = `${server}/embed/v1/${shop}/${sku}/outlook?${new URLSearchParams({ lang })}`;
  if (!(await hasRules())) return partsIn((await ask(`${address}&quantity=${quantity}`)).replace(/.*\n?/, ''));
  if (!is_quantity(quantity)) throw new RangeError('quantity');
  return partsIn(split(await outlookOf(address, widget._version, isInHaste), quantity));
}

/** The outlook, not older than what the widget shows, and in haste the one that is known. Of two answers the newer one counts, whichever came last. */
async function outlookOf(address: string, version: number, isInHaste: boolean): Promise<string> {
  const kept = outlooks.get(address);
  if (isInHaste && kept && !is_newer(String(version), kept)) return kept;
  const found = await ask(`${address}&v=${version}`);
  const known = outlooks.get(address);
  const outlook = known && is_newer(known, found) ? known : found;
  outlooks.set(address, outlook);
  return outlook;
}

/** Lines such as "3 2026-12-14 2026-12-18 14–18 December", or "3 -". */
function partsIn(lines: string): Part[] {
  return lines.split('\n').filter(Boolean).map((line) => {
    const [units, earliest, latest = null, ...words] = line.split(' ');
    return { quantity: +units!, earliest: latest && earliest!, latest, text: words.join(' ') };
  });
}

/** Which fields of an order form the server would refuse. Without wasm none is known to be wrong: the server says it. */
export async function wrong(form: { quantity: number; name: string }): Promise<('quantity' | 'name')[]> {
  if (!(await hasRules())) return [];
  const found: ('quantity' | 'name')[] = [];
  if (!canBe(form.quantity) || !is_quantity(form.quantity)) found.push('quantity');
  if (!is_name(form.name)) found.push('name');
  return found;
}

/** Caches are asked whether what they have is still true. */
async function ask(address: string): Promise<string> {
  const answer = await fetch(address, { cache: 'no-cache' });
  if (answer.status === 422) throw new RangeError('quantity');
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.text();
}

const attended = new WeakSet<Element>();

/** A shopper is at the quantity: each number is split at once where wasm runs, and the card of the last one is asked of the server. */
export function attend(widget: Widget, root: ShadowRoot): void {
  // Fetched before the first number is typed.
  void preview(widget, 1, () => {});
  const field = root.querySelector<HTMLInputElement>('.quantity input');
  if (!field || attended.has(field)) return;
  attended.add(field);
  const shown = root.querySelector<HTMLElement>('[part=split]')!;
  const { undated } = shown.dataset;
  let timer: ReturnType<typeof setTimeout>;
  const clear = (): void => shown.replaceChildren();
  const typed = (): void => {
    clearTimeout(timer);
    clear();
    if (!field.value || !field.validity.valid) return;
    const wanted = field.value;
    timer = setTimeout(() => widget.setAttribute('quantity', wanted), TYPING_MS);
    // The card says it in whole sentences.
    widget.addEventListener('dockline:change', clear, { once: true });
    lead(root, wanted);
    void preview(widget, +wanted, (parts) => {
      if (field.value === wanted) shown.textContent = parts.map(({ quantity, text }) => `${quantity} × ${text || undated}`).join(' + ');
    });
  };
  field.addEventListener('input', typed);
  // Somebody may have been faster than the script.
  if (field.value !== field.defaultValue) typed();
}

/** Splits by the rules alone: the server is about to be asked for all of it. */
async function preview(widget: Widget, quantity: number, show: (parts: Part[]) => void): Promise<void> {
  if (!(await hasRules())) return;
  try {
    show(await parts(widget, quantity, true));
  } catch {
    // The card will say what is wrong.
  }
}

/** The links go to the quantity that is in the field, also before its card is there. */
function lead(root: ShadowRoot, quantity: string): void {
  root.querySelectorAll<HTMLAnchorElement>('.action,.details').forEach((link) => {
    const url = new URL(link.href);
    url.searchParams.set('quantity', quantity);
    link.href = url.href;
  });
}
