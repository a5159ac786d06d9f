/**
 * Builds and keeps the page. Text goes in as text nodes only: nothing that a person wrote is ever
 * read as HTML.
 */

/** @typedef {Node | string | null | undefined | false} Child */

/**
 * An element. The tag may carry classes: `h("p.lead", {}, "Hello")`. Of the properties, functions
 * under `on…` become listeners and the others attributes, as attributes() takes them.
 *
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T | `${T}.${string}`} tag
 * @param {Record<string, any>} [properties]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, properties = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  const element = document.createElement(name);
  if (classes.length > 0) element.className = classes.join(" ");
  for (const [key, value] of Object.entries(properties)) setProperty(element, key, value);
  element.append(...present(children));
  return /** @type {HTMLElementTagNameMap[T]} */ (element);
}

/**
 * @param {Element} element
 * @param {string} key
 * @param {any} value
 */
function setProperty(element, key, value) {
  if (key.startsWith("on") && typeof value === "function") {
    element.addEventListener(key.slice(2), value);
  } else {
    setAttribute(element, key, value);
  }
}

/**
 * @param {Element} element
 * @param {string} key
 * @param {any} value
 */
function setAttribute(element, key, value) {
  // The words true and false mean something in ARIA; elsewhere an attribute is there or not.
  const word = key.startsWith("aria-") && typeof value === "boolean";
  if (word) element.setAttribute(key, String(value));
  else if (value === null || value === undefined || value === false) element.removeAttribute(key);
  else element.setAttribute(key, value === true ? "" : String(value));
}

/**
 * Set attributes. `true` is an attribute without a value; null, undefined and false remove it.
 *
 * @param {Element} element
 * @param {Record<string, string | number | boolean | null>} attributes
 */
export function attributes(element, attributes) {
  for (const [key, value] of Object.entries(attributes)) setAttribute(element, key, value);
}

/**
 * Replace what is inside.
 *
 * @param {Element} element
 * @param {...Child} children
 */
export function fill(element, ...children) {
  element.replaceChildren(...present(children));
}

/** @param {Child[]} children */
function present(children) {
  return /** @type {(Node | string)[]} */ (
    children.filter((child) => child !== null && child !== undefined && child !== false)
  );
}

/**
 * Keep a list of elements in step with a list of keys: those that stay are moved, not made anew, so
 * that focus, selection and half-written text survive.
 *
 * @template {string} K
 * @param {Element} parent
 * @param {Map<K, Element>} kept elements by key; kept up to date here
 * @param {readonly K[]} keys
 * @param {(key: K) => Element} create
 * @param {(key: K) => void} [removed]
 */
export function keyed(parent, kept, keys, create, removed) {
  const wanted = new Set(keys);
  for (const [key, element] of kept) {
    if (wanted.has(key)) continue;
    element.remove();
    kept.delete(key);
    removed?.(key);
  }
  let at = parent.firstElementChild;
  for (const key of keys) {
    let element = kept.get(key);
    if (element === undefined) kept.set(key, (element = create(key)));
    if (element === at) at = at.nextElementSibling;
    else parent.insertBefore(element, at);
  }
}

/** Ends what a part of the page began: listeners, subscriptions, timers. */
export class Scope {
  /** @type {Set<() => void>} */
  #endings = new Set();

  /** @param {...() => void} endings */
  add(...endings) {
    for (const ending of endings) this.#endings.add(ending);
  }

  /** A scope that ends with this one, or earlier. */
  child() {
    const child = new Scope();
    const end = () => child.end();
    this.add(end);
    child.add(() => void this.#endings.delete(end));
    return child;
  }

  end() {
    const endings = [...this.#endings];
    this.#endings.clear();
    for (const ending of endings) ending();
  }
}
