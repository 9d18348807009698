// Lets the element follow the chosen variant. Themes tell of it in different ways: Shopify's standard event `shopify:product:select`, events of
// their own such as Horizon's `variant:update`, a changed field `id` of the product form (Dawn), or `?variant=` in the address. Each leads here to
// the id of a variant, and from there to its SKU.
(() => {
  if (window.docklineVariants) return;
  window.docklineVariants = true;

  /** The number of an id, which may come as gid://shopify/ProductVariant/1. */
  const numberOf = (id) => String(id ?? '').split('/').pop();

  const elementsIn = (root, product) =>
    [...root.querySelectorAll('dockline-availability[data-product]')].filter((element) => !product || element.dataset.product === product);

  const skusOf = (element) => {
    const list = document.querySelector(`script[data-dockline-skus="${CSS.escape(element.dataset.product)}"]`);
    try {
      return JSON.parse(list?.textContent || '{}');
    } catch {
      return {};
    }
  };

  /** Shows a variant; one without a SKU, or none at all, hides the element: what was said there is about another. */
  const show = (element, sku) => {
    element.hidden = !sku;
    if (!sku || sku === element.getAttribute('sku')) return;
    element.setAttribute('sku', sku);
    const link = element.querySelector('a');
    if (!link) return;
    const url = new URL(link.href);
    url.searchParams.set('q', sku);
    link.href = url.href;
  };

  const choose = (elements, id) => {
    const variant = numberOf(id);
    for (const element of elements) {
      const skus = skusOf(element);
      if (!variant) show(element, '');
      else if (Object.hasOwn(skus, variant)) show(element, skus[variant]);
    }
  };

  // A choice is looked up by the theme before it is known. The last choice is answered.
  let choices = 0;
  document.addEventListener('shopify:product:select', (event) => {
    const choice = ++choices;
    const product = numberOf(event.product?.id);
    Promise.resolve(event.promise).then(
      (result) => {
        if (product && result && choice === choices) choose(elementsIn(document, product), result.variant?.id);
      },
      () => {},
    );
  });

  // Horizon before the standard: the variant, or null, and its product.
  document.addEventListener('variant:update', ({ detail }) => {
    const product = numberOf(detail?.data?.productId);
    const id = detail?.resource?.id;
    if (product || id) choose(elementsIn(document, product), id);
  });

  for (const name of ['variant:change', 'variantChange', 'variant:changed']) {
    document.addEventListener(name, ({ detail, target }) => {
      const variant = detail && 'variant' in detail ? detail.variant : (detail?.resource ?? detail);
      // Without a variant: which element that is about is told by the section it stands in.
      const root = variant ? document : target.closest?.('.shopify-section');
      if (root && (!variant || variant.id)) choose(elementsIn(root), variant?.id);
    });
  }

  document.addEventListener('change', ({ target }) => {
    if (target instanceof HTMLElement && target.matches('form[action*="/cart/add"] [name="id"]')) {
      // Without a value: nothing is sold in this combination.
      const root = target.value ? document : target.closest('.shopify-section');
      if (root) choose(elementsIn(root), target.value);
    }
    soon();
  });

  const inAddress = () => new URLSearchParams(location.search).get('variant');
  let seen = inAddress();
  // A theme may change its field, its address and its HTML one after the other. An address that stays the same says nothing new.
  const soon = () =>
    setTimeout(() => {
      const variant = inAddress();
      if (variant === seen) return;
      seen = variant;
      if (variant) choose(elementsIn(document), variant);
    });
  window.addEventListener('popstate', soon);
  if (window.navigation) {
    window.navigation.addEventListener('currententrychange', soon);
  } else {
    for (const name of ['pushState', 'replaceState']) {
      const change = history[name];
      history[name] = function (...given) {
        change.apply(this, given);
        soon();
      };
    }
  }
})();
