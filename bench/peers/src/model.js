// What every one of the widgets shares: it asks for the answer of the REST interface, follows it, and says it in the reader's language. What differs
// between them is how it gets into the page.

import STYLE from '../../../embed/src/widget.css';

/** The same look as the widget's own. */
export const sheet = new CSSStyleSheet();
sheet.replaceSync(STYLE);

const SERVER = new URL(import.meta.url).origin;
const TONES = { in_stock: 'stock', low_stock: 'stock', backorder: 'wait', preorder: 'wait', made_to_order: 'wait', out_of_stock: 'out', discontinued: 'out' };

const WORDS = {
  en: {
    in_stock: 'In stock',
    low_stock: 'Low stock',
    backorder: 'Backorder',
    preorder: 'Pre-order',
    made_to_order: 'Made to order',
    out_of_stock: 'Out of stock',
    discontinued: 'Discontinued',
    planned: 'Planned',
    ordered: 'Ordered from the maker',
    in_production: 'In production',
    quality_check: 'Quality check',
    in_transit: 'On the way to us',
    customs: 'At customs',
    arrived: 'Arrived',
    ships: (when) => `Ships ${when}`,
    part: (units, when) => `${units} ship ${when}`,
    undated: 'No date yet',
    place: (position) => `You would be number ${position} in line`,
    confirmed: (when) => `Confirmed ${when}`,
    overdue: 'The date has passed and is being confirmed again',
    stale: 'The date has not been confirmed for a while',
    order: 'Order',
    details: 'See when it ships',
  },
  de: {
    in_stock: 'Auf Lager',
    low_stock: 'Wenige auf Lager',
    backorder: 'Nachbestellbar',
    preorder: 'Vorbestellbar',
    made_to_order: 'Wird für Sie gefertigt',
    out_of_stock: 'Ausverkauft',
    discontinued: 'Nicht mehr erhältlich',
    planned: 'Geplant',
    ordered: 'Beim Hersteller bestellt',
    in_production: 'In Produktion',
    quality_check: 'Qualitätsprüfung',
    in_transit: 'Unterwegs zu uns',
    customs: 'Beim Zoll',
    arrived: 'Eingetroffen',
    ships: (when) => `Versand ${when}`,
    part: (units, when) => `${units} Stück: Versand ${when}`,
    undated: 'Noch kein Termin',
    place: (position) => `Sie wären Nummer ${position} in der Reihe`,
    confirmed: (when) => `Bestätigt ${when}`,
    overdue: 'Der Termin ist verstrichen und wird neu bestätigt',
    stale: 'Der Termin wurde seit einiger Zeit nicht bestätigt',
    order: 'Bestellen',
    details: 'Versandtermin ansehen',
  },
};

function say(answer, lang) {
  const words = WORDS[lang] ?? WORDS.en;
  const format = new Intl.DateTimeFormat(lang, { day: 'numeric', month: 'long', timeZone: 'UTC' });
  const days = (part) =>
    part.ship_latest ? format.formatRange(new Date(part.ship_earliest), new Date(part.ship_latest)) : words.undated;
  const [first, ...more] = answer.parts;
  const notes = [];
  if (first?.stage) notes.push(words[first.stage]);
  if (first?.last_confirmed_at) notes.push(words.confirmed(format.format(new Date(first.last_confirmed_at))));
  if (answer.position) notes.push(words.place(answer.position));
  if (answer.overdue) notes.push(words.overdue);
  if (answer.stale) notes.push(words.stale);
  return {
    tone: TONES[answer.status],
    status: words[answer.status],
    when: first && words.ships(days(first)),
    parts: more.length ? answer.parts.map((part) => words.part(part.quantity, days(part))) : [],
    notes,
    button: answer.available ? words.order : words.details,
    href: `${SERVER}/s/${answer.shop}?q=${encodeURIComponent(answer.sku)}`,
    version: answer.version,
  };
}

/** Tells `show` what there is to show of an element's attributes, now and after each change, and nothing where there is no answer. Answers how to stop. */
export function follow(element, show) {
  const [shop, sku] = ['shop', 'sku'].map((name) => encodeURIComponent(element.getAttribute(name) ?? ''));
  const quantity = element.getAttribute('quantity') ?? '1';
  const lang = (element.getAttribute('locale') ?? element.closest('[lang]')?.lang ?? navigator.language).split('-')[0];
  const stop = new AbortController();
  const { signal } = stop;
  let version = 0;
  const load = async () => {
    try {
      const response = await fetch(`${SERVER}/api/v1/shops/${shop}/availability/${sku}?quantity=${quantity}`, { signal });
      const answer = response.ok ? await response.json() : undefined;
      // A call for something newer has been answered already.
      if (answer && answer.version < version) return;
      version = answer?.version ?? version;
      show(answer && say(answer, lang));
      element.dispatchEvent(new CustomEvent(answer ? 'peer:ready' : 'peer:error', { bubbles: true, composed: true }));
    } catch {
      if (!signal.aborted) element.dispatchEvent(new CustomEvent('peer:error', { bubbles: true, composed: true }));
    }
  };
  let stream;
  const listen = () => {
    stream = new EventSource(`${SERVER}/api/v1/shops/${shop}/live?sku=${sku}`);
    stream.addEventListener('availability', ({ data }) => JSON.parse(data).version > version && load());
  };
  const leave = () => stream?.close();
  load().then(() => signal.aborted || listen());
  signal.addEventListener('abort', leave);
  addEventListener('pagehide', leave, { signal });
  addEventListener('pageshow', ({ persisted }) => persisted && load().then(listen), { signal });
  return () => stop.abort();
}

export const OBSERVED = ['shop', 'sku', 'quantity', 'locale'];
