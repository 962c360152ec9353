/* The button "withdraw here": a plain link that keeps working as one; this only makes it look well, and fills in the
   order number where the page knows it: <wederhoor-withdraw data-order="LH-2041">. */
"use strict";
customElements.get("wederhoor-withdraw") || customElements.define("wederhoor-withdraw", class extends HTMLElement {
  connectedCallback() {
    if (this.shadowRoot) return;
    const shadow = this.attachShadow({ mode: "open" }), style = new CSSStyleSheet();
    style.replaceSync(`
      :host { display: inline-block; }
      ::slotted(a) {
        display: inline-block !important; box-sizing: border-box; min-height: 44px; padding: 10px 18px;
        border: 1px solid currentcolor; border-radius: 6px; color: inherit; background: transparent;
        font: inherit; font-weight: 600; line-height: 22px; text-decoration: none;
      }
      ::slotted(a:hover) { text-decoration: underline; }
      ::slotted(a:focus-visible) { outline: 3px solid currentcolor; outline-offset: 2px; }
    `);
    shadow.adoptedStyleSheets = [style];
    shadow.append(document.createElement("slot"));
    const link = this.querySelector("a"), order = this.dataset.order;
    if (link && order) {
      const to = new URL(link.href);
      to.searchParams.set("order", order);
      link.href = to.href;
    }
  }
});
