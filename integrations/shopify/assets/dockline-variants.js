// Lets the element follow the chosen variant. Themes tell of it in different ways: an event with the variant, a changed field `id` of the
// product form, or `?variant=` in the address. Each leads here to the id of a variant, and from there to its SKU.
(() => {
  if (window.docklineVariants) return;
  window.docklineVariants = true;

  const skusOf = (product) => {
    const list = document.querySelector(`script[data-dockline-skus="${CSS.escape(product)}"]`);
    try {
      return JSON.parse(list?.textContent || '{}');
    } catch {
      return {};
    }
  };

  const choose = (id) => {
    if (!id) return;
    for (const element of document.querySelectorAll('dockline-availability[data-product]')) {
      const skus = skusOf(element.dataset.product);
      if (!Object.hasOwn(skus, id)) continue;
      const sku = skus[id];
      element.hidden = !sku;
      if (!sku || sku === element.getAttribute('sku')) continue;
      element.setAttribute('sku', sku);
      const link = element.querySelector('a');
      if (link) {
        const url = new URL(link.href);
        url.searchParams.set('q', sku);
        link.href = url.href;
      }
    }
  };

  const fromAddress = () => choose(new URLSearchParams(location.search).get('variant'));
  // A theme may change its field, its address and its HTML one after the other.
  const soon = () => setTimeout(fromAddress, 0);

  for (const name of ['variant:change', 'variantChange', 'variant:changed']) {
    document.addEventListener(name, (event) => {
      const detail = event.detail || {};
      const variant = detail.variant || detail.resource || detail;
      choose(variant && variant.id ? String(variant.id) : null);
    });
  }
  document.addEventListener('change', (event) => {
    const field = event.target;
    if (field instanceof HTMLElement && field.getAttribute('name') === 'id' && field.closest('form[action*="/cart/add"]')) {
      choose(field.value);
    } else {
      soon();
    }
  });
  window.addEventListener('popstate', soon);
  window.navigation?.addEventListener('currententrychange', soon);
  // The theme editor puts sections in anew.
  document.addEventListener('shopify:section:load', soon);
})();
