// Starts the islands of a page. The way through the page follows leptos/src/hydration/island_script.js.
import { keepOrders } from "./kept.js";

const page = document.querySelector("script[data-wasm]").dataset;

async function hydrateTree(node, module, whenChildrenHydrate) {
  let inner = whenChildrenHydrate;
  if (node.localName === "leptos-island") {
    const island = module[node.dataset.component];
    whenChildrenHydrate?.();
    if (island) await island(node);
    else console.warn(`no island ${node.dataset.component}`);
  } else if (node.localName === "leptos-children") {
    inner = node.$$on_hydrate;
  }
  for (const child of [...node.children]) await hydrateTree(child, module, inner);
}

async function start() {
  if (!document.querySelector("leptos-island")) return;
  const module = await import(page.js);
  await module.default({ module_or_path: page.wasm });
  module.hydrate();
  await hydrateTree(document.body, module);
  module.start_live();
  document.documentElement.dataset.live = "ready";
}

keepOrders();
const idle = globalThis.requestIdleCallback ?? setTimeout;
idle(() => start().catch((error) => console.error("the page stays as it was sent:", error)));
