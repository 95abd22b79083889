/** Building the page: elements are created, never parsed, so nothing a message says can become markup. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * An element with attributes, listeners (`onclick: fn`) and children. `false`, `null` and `undefined` leave a thing
 * out. A button is no submit button unless it says so.
 * @param {string} kind  a tag, and classes after dots: "p.note"
 * @param {Record<string, any>} [attributes]
 * @param {...(Node | string | null | undefined | false)} children
 * @returns {HTMLElement}
 */
export function el(kind, attributes = {}, ...children) {
  const [tag, ...classes] = kind.split(".");
  const element = document.createElement(tag);
  if (tag === "button") element.type = "button";
  if (classes.length) element.className = classes.join(" ");
  for (const [name, value] of Object.entries(attributes)) setAttribute(element, name, value);
  element.append(...children.filter((child) => child || child === 0));
  return element;
}

function setAttribute(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (typeof value === "function") element.addEventListener(name.slice(2), value);
  else element.setAttribute(name, value === true ? "" : value);
}

/** One of the drawings declared once, as a `<symbol>`, in index.html. */
export function icon(name) {
  const drawing = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  drawing.setAttribute("class", "icon");
  drawing.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#icon-${name}`);
  drawing.append(use);
  return drawing;
}

/** A button that shows only a drawing, with the words a screen reader needs. Classes may follow the drawing's name. */
export function iconButton(kind, label, attributes = {}) {
  const [drawing, ...classes] = kind.split(".");
  const button = ["button", "icon-button", ...classes].join(".");
  return el(button, { "aria-label": label, title: label, ...attributes }, icon(drawing));
}

/** Words for screen readers only. */
export function spoken(text) {
  return el("span.spoken", {}, text);
}

/** @returns {HTMLElement} the element index.html promises to have */
export function part(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`index.html has no element with id "${id}"`);
  return element;
}

/** Do people want things to hold still? Asked each time: the setting may change while the page is open. */
export function prefersStillness() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** Is the last input a finger, so that focusing a field would raise a keyboard over the chat? */
export function touchOnly() {
  return matchMedia("(hover: none) and (pointer: coarse)").matches;
}
