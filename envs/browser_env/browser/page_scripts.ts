/**
 * Programs that run in a page, as texts.
 *
 * @module
 */

/**
 * Gives every element an attribute `bid`, and returns the page's HTML without what can't be seen. An element keeps its
 * id; a copy of it gets one of its own.
 */
export const MARK_ELEMENTS = `(() => {
  const key = Symbol.for("next bid");
  const seen = new Set();
  const mark = (root) => {
    for (const element of root.querySelectorAll("*")) {
      const bid = element.getAttribute("bid");
      if (bid === null || seen.has(bid)) element.setAttribute("bid", String(globalThis[key] = (globalThis[key] ?? -1) + 1));
      seen.add(element.getAttribute("bid"));
      if (element.shadowRoot) mark(element.shadowRoot);
    }
  };
  mark(document);
  const copy = document.documentElement.cloneNode(true);
  const controls = "input, textarea, option";
  const originals = document.querySelectorAll(controls);
  for (const [index, element] of copy.querySelectorAll(controls).entries()) {
    const { type, value, checked, selected, localName } = originals[index];
    if (localName === "textarea") element.textContent = value;
    else if (localName === "option") element.toggleAttribute("selected", selected);
    else if (type === "checkbox" || type === "radio") element.toggleAttribute("checked", checked);
    else if (type !== "hidden") element.setAttribute("value", value);
  }
  for (const element of copy.querySelectorAll("script, style, link, meta, noscript, template, [hidden], [type=hidden]")) {
    element.remove();
  }
  for (const element of [copy, ...copy.querySelectorAll("*")]) {
    for (const { name } of [...element.attributes]) {
      if (/^(class|style|on.*|data-.*)$/.test(name)) element.removeAttribute(name);
    }
  }
  return copy.outerHTML.replace(/<!--[^]*?-->/g, "").replace(/\\s+/g, " ");
})()`;

/** Waits until the page has drawn what the last action changed. */
export const DRAW = "new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => drawn())))";
