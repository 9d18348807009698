// The keys of the console. Single characters do nothing while somebody types, and anyone who does not want them turns them off in the help
// (WCAG 2.1.4). Without this script everything is reached by Tab.
const help = document.getElementById("keys");
const open = document.getElementById("keys-open");
const wanted = document.getElementById("keys-on");
const STORE = "dockline-keys";
// How long the second key of two may take.
const PAUSE_MS = 1500;

// A browser may forbid storage: then the choice lasts as long as the page.
function stored() {
  try {
    return localStorage.getItem(STORE);
  } catch {
    return null;
  }
}

function store(value) {
  try {
    localStorage.setItem(STORE, value);
  } catch {
    // Nothing to do: see above.
  }
}

function types(element) {
  return element.isContentEditable || element.matches("input:not([type=checkbox], [type=radio]), textarea, select");
}

function sections() {
  return [...document.querySelectorAll("[data-key]")];
}

// The rows one can go through: of every table and list of cards, the link each is about.
function rows() {
  return [...document.querySelectorAll("main tbody tr th a, main .cards .card__title a")];
}

function step(by) {
  const links = rows();
  const row = (element) => element?.closest("tr, .card");
  const here = links.findIndex((link) => row(link) === row(document.activeElement));
  const next = here < 0 ? (by > 0 ? 0 : links.length - 1) : Math.min(Math.max(here + by, 0), links.length - 1);
  links[next]?.focus();
}

let waitsSince = -PAUSE_MS;

function press(key, at) {
  const isSecond = at - waitsSince < PAUSE_MS;
  waitsSince = -PAUSE_MS;
  if (isSecond) {
    const section = sections().find((link) => link.dataset.key === key);
    section?.click();
    return section !== undefined;
  }
  switch (key) {
    case "g":
      waitsSince = at;
      return true;
    case "/":
      document.getElementById("console-search").focus();
      return true;
    case "?":
      help.showModal();
      return true;
    case "j":
      step(1);
      return true;
    case "k":
      step(-1);
      return true;
    default:
      return false;
  }
}

function onKey(event) {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || help.open) return;
  if (types(event.target)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (wanted.checked && press(event.key, event.timeStamp)) event.preventDefault();
}

if (help && open && wanted) {
  wanted.checked = stored() !== "off";
  wanted.addEventListener("change", () => store(wanted.checked ? "on" : "off"));
  open.hidden = false;
  open.addEventListener("click", () => help.showModal());
  document.getElementById("keys-close").addEventListener("click", () => help.close());
  document.addEventListener("keydown", onKey);
}
