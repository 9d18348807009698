// Lets the element follow the variation that is chosen. WooCommerce tells of it by jQuery events on the form.
jQuery(function ($) {
  function elementOf(form) {
    return document.querySelector('dockline-availability[data-product="' + Number(form.dataset.product_id) + '"]');
  }
  function show(form, sku) {
    var element = elementOf(form);
    if (!element) return;
    element.hidden = !sku;
    if (sku && element.getAttribute("sku") !== sku) {
      element.setAttribute("sku", sku);
      var link = element.querySelector("a");
      if (link) {
        var url = new URL(link.href);
        url.searchParams.set("q", sku);
        link.href = url.href;
        // What was said there is about another variation.
        if (link.dataset.neutral) link.textContent = link.dataset.neutral;
      }
    }
  }
  $(document.body).on("found_variation", ".variations_form", function (_event, variation) {
    show(this, variation && variation.sku ? String(variation.sku) : "");
  });
  $(document.body).on("reset_data", ".variations_form", function () {
    show(this, "");
  });
});
