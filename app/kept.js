// The links to orders that this browser keeps, and copying one. Nothing of it leaves the browser.

const ORDERS_MAX = 50;
const root = document.documentElement;

/** Storage may be forbidden: then nothing is kept. */
function stored(key) {
  try {
    const orders = JSON.parse(localStorage.getItem(key) ?? "[]");
    return Array.isArray(orders) ? orders.filter(({ link, name }) => /^\/o\/[0-9a-z]+$/.test(link) && typeof name === "string") : [];
  } catch {
    return [];
  }
}

function store(key, orders) {
  try {
    localStorage.setItem(key, JSON.stringify(orders.slice(0, ORDERS_MAX)));
  } catch {
    // Nothing is kept.
  }
}

/** Keeps the order that a page shows, when it says so. */
function keep(key) {
  const order = document.querySelector("[data-keep]");
  if (!order) return;
  const { keep: link, name } = order.dataset;
  store(key, [{ link, name }, ...stored(key).filter((other) => other.link !== link)]);
}

function show(key) {
  const list = document.querySelector("[data-kept]");
  if (!list) return;
  const orders = stored(key);
  const rows = orders.map(({ link, name }) => {
    const row = document.createElement("li");
    const to = Object.assign(document.createElement("a"), { href: link, textContent: list.dataset.order.replace("#", name) });
    const forget = Object.assign(document.createElement("button"), { type: "button", className: "button button--plain", textContent: list.dataset.forget });
    forget.setAttribute("aria-label", `${list.dataset.forget}: ${to.textContent}`);
    forget.onclick = () => {
      store(key, stored(key).filter((other) => other.link !== link));
      show(key);
      document.getElementById("main").focus();
    };
    row.append(to, " ", forget);
    return row;
  });
  list.replaceChildren(...rows);
  list.hidden = orders.length === 0;
  document.querySelector("[data-kept-none]").hidden = orders.length > 0;
}

/** Buttons that copy a text: they are there where copying is possible. */
function copying() {
  for (const button of document.querySelectorAll("[data-copy]")) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    button.onclick = async () => {
      const copied = navigator.clipboard.writeText(new URL(button.dataset.copy, location.href).href);
      const said = await copied.then(() => "copied", () => "failed");
      document.getElementById("announcer").textContent = button.textContent = button.dataset[said];
    };
  }
}

/** What was said once is not said again: the address is that of the page. */
function forgetMessage() {
  const { pathname, search } = location;
  if (/^\?(placed|found)=[^&]*$/.test(search)) history.replaceState(history.state, "", pathname);
}

export function keepOrders() {
  const key = `orders:${root.dataset.shop}`;
  keep(key);
  show(key);
  copying();
  forgetMessage();
}
