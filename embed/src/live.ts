// What comes after the first answer: one stream for all widgets of a page, changes told to people who do not see them, and pages that come back
// from the cache of pages.

import type { DocklineAvailability } from './widget';

type Widget = DocklineAvailability;

/** A lost stream is opened again after this time, doubled with each failure, and up to as much later, so that not everybody comes back at once. */
const REOPEN_MS = 2_000;
const REOPEN_MS_MAX = 60_000;
/** A node that has not heard of a version yet hears of it in half a second. */
const AGAIN_MS = 1_000;
/** The shortest time between two announcements. */
const SAY_MS = 5_000;

const widgets = new Set<Widget>();
const visible = new WeakSet<Element>();
const observer = new IntersectionObserver((entries) => {
  entries.forEach(({ target, isIntersecting }) => visible[isIntersecting ? 'add' : 'delete'](target));
  later();
});

let stream: EventSource | undefined;
let followed = '';
let failures = 0;
/** When a stream may be opened again, whatever else happens until then. */
let notBefore = 0;
let timer: ReturnType<typeof setTimeout>;

/** A widget is in the page or not, shows something or not, has other attributes, or has something to say. */
export function settle(widget: Widget, text: string): void {
  if (widget.isConnected && widget._version) {
    if (!widgets.has(widget)) observer.observe(widget);
    widgets.add(widget);
    complain(widget);
    if (text) toSay.set(widget, text);
  } else {
    observer.unobserve(widget);
    widgets.delete(widget);
    toSay.delete(widget);
  }
  if (!region.isConnected) [...widgets][0]?.shadowRoot!.append(region);
  if (toSay.size && !isQuiet) say();
  later();
}

/** Scrolling past many widgets opens one stream, not many. */
function later(ms = 100): void {
  clearTimeout(timer);
  timer = setTimeout(follow, ms);
}

/** What the stream should tell about a widget. */
function topic(widget: Widget): string {
  return widget._attribute('live') === 'off' ? '' : `${widget._attribute('shop')}/${widget._attribute('sku')}`;
}

/** The widgets that somebody may be looking at. */
function seen(): Widget[] {
  return document.hidden ? [] : [...widgets].filter((widget) => visible.has(widget));
}

/** Has one stream for what can be seen and may change, and none when that is nothing. */
function follow(): void {
  const topics = new Set(seen().map(topic).filter(Boolean));
  const query = String(new URLSearchParams([...topics].map((topic) => ['topic', topic])));
  if (query === followed) return;
  unfollow();
  if (!query) return;
  const wait = notBefore - Date.now();
  if (wait > 0) return later(wait);
  followed = query;
  const { server } = seen()[0]!.constructor as typeof DocklineAvailability;
  stream = new EventSource(`${server}/embed/v1/live?${query}`);
  stream.onmessage = ({ data }: MessageEvent<string>) => {
    failures = 0;
    widgets.forEach((widget) => void hear(widget, data));
  };
  stream.onerror = () => {
    // A stream that was refused is not worth asking for again before it is known that there is something to follow: who is not known any more
    // leaves by that, and who is there has its present state without the stream.
    if (stream!.readyState === EventSource.CLOSED) seen().forEach((widget) => void widget.refresh());
    unfollow();
    notBefore = Date.now() + Math.min(REOPEN_MS * 2 ** failures++, REOPEN_MS_MAX) * (1 + Math.random());
    later();
  };
}

function unfollow(): void {
  stream?.close();
  followed = '';
}

/** There is a version of something: "812 demo/TENT". */
async function hear(widget: Widget, hint: string): Promise<void> {
  const version = parseInt(hint);
  const isBehind = (): boolean => version > widget._version && hint === `${version} ${topic(widget)}`;
  const ask = (): Promise<void> => widget._load(`&v=${version}`);
  if (!isBehind()) return;
  await ask();
  if (isBehind()) setTimeout(() => widgets.has(widget) && isBehind() && void ask(), AGAIN_MS);
}

/** One region of the page says what changed, for all widgets; it is there, and empty, before it says something. */
const region = document.createElement('output');
const toSay = new Map<Widget, string>();
const said = new WeakMap<Widget, string>();
let isQuiet = false;

function say(): void {
  isQuiet = true;
  setTimeout(() => {
    const news = [...toSay].filter(([widget, text]) => said.get(widget) !== text);
    toSay.clear();
    news.forEach(([widget, text]) => said.set(widget, text));
    if (news.length) {
      region.lang = news[0]![0].shadowRoot!.querySelector<HTMLElement>('[lang]')!.lang;
      region.textContent = news.map(([, text]) => text).join(' ');
    }
    setTimeout(() => {
      isQuiet = false;
      if (toSay.size) say();
    }, SAY_MS);
  }, 100);
}

const complained = new WeakMap<Widget, string>();

/** Attributes that the server does not see, and that make no sense, are told once. */
function complain(widget: Widget): void {
  const found = `${widget._attribute('theme')},${widget._attribute('live')}`;
  if (/^(|auto|light|dark),(|auto|off)$/.test(found) || complained.get(widget) === found) return;
  complained.set(widget, found);
  widget._tell('error', { reason: 'attributes' });
}

// A page that is kept for going back holds no stream, and looks again when it is shown.
addEventListener('pagehide', unfollow);
addEventListener('pageshow', ({ persisted }) => {
  if (!persisted) return;
  widgets.forEach((widget) => void widget.refresh());
  later();
});
document.addEventListener('visibilitychange', () => later());
