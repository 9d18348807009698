// What a shopper's wish for a quantity needs: which units ship when, at once, by the rules of the server compiled to wasm. Where a page forbids
// wasm, the server is asked instead.

import init, { is_name, is_newer, is_quantity, parts as split } from 'rules';

export interface Part {
  quantity: number;
  /** Local dates in the shop, such as 2026-12-14; null while nobody can say. */
  earliest: string | null;
  latest: string | null;
  /** The window as people write it in the language asked for; empty without one. */
  text: string;
}

let rules: Promise<boolean> | undefined;
const outlooks = new Map<string, string>();

/** Whether wasm runs here; it is fetched the first time somebody asks. */
function hasRules(): Promise<boolean> {
  return (rules ??= init({ module_or_path: new URL('intent.wasm', import.meta.url) }).then(
    () => true,
    () => false,
  ));
}

const noon = (date: string): Date => new Date(`${date}T12:00:00Z`);

function part(quantity: number, earliest: string | null, latest: string | null, locale: string): Part {
  const format = new Intl.DateTimeFormat(locale || undefined, { day: 'numeric', month: 'long', timeZone: 'UTC' });
  return { quantity, earliest, latest, text: earliest && latest ? format.formatRange(noon(earliest), noon(latest)) : '' };
}

/** Which units of a quantity ship when; what cannot be had is left out. Rejects when the server does not know the variant or cannot be reached. */
export async function parts(widget: Element, quantity: number, server: string, locale: string): Promise<Part[]> {
  const of = encodeURIComponent(widget.getAttribute('shop') ?? '');
  const which = encodeURIComponent(widget.getAttribute('sku') ?? '');
  if (!(await hasRules())) {
    const answer = await ask(`${server}/api/v1/shops/${of}/availability/${which}?quantity=${quantity}`);
    const { parts } = (await answer.json()) as { parts: { quantity: number; ship_earliest: string | null; ship_latest: string | null }[] };
    return parts.map(({ quantity, ship_earliest, ship_latest }) => part(quantity, ship_earliest, ship_latest, locale));
  }
  if (!is_quantity(quantity)) throw new RangeError('quantity');
  const address = `${server}/embed/v1/${of}/${which}/outlook`;
  const found = await (await ask(address)).text();
  const known = outlooks.get(address);
  // Of two answers the newer one counts, whichever came last.
  const outlook = known && is_newer(known, found) ? known : found;
  outlooks.set(address, outlook);
  const lines = split(outlook, quantity).split('\n').filter(Boolean);
  return lines.map((line) => {
    const [units, earliest, latest] = line.split(' ');
    return part(+units!, latest ? earliest! : null, latest ?? null, locale);
  });
}

/** Which fields of an order form the server would refuse. Without wasm none is known to be wrong: the server says it. */
export async function wrong(form: { quantity: number; name: string }): Promise<('quantity' | 'name')[]> {
  if (!(await hasRules())) return [];
  const found: ('quantity' | 'name')[] = [];
  if (!is_quantity(form.quantity)) found.push('quantity');
  if (!is_name(form.name)) found.push('name');
  return found;
}

async function ask(address: string): Promise<Response> {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(String(answer.status));
  return answer;
}
