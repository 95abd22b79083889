/** Windows over the page. The browser's own modal dialog keeps the focus inside, closes on Esc and gives focus back. */

import { el, iconButton } from "./dom.js";

let titles = 0;

/**
 * @param {{title: string, kind: string, testid?: string, onclose?: () => void}} options
 * @param {...Node} content
 * @returns {HTMLDialogElement} already open
 */
export function openDialog({ title, kind, testid, onclose }, ...content) {
  const titleId = `dialog-title-${(titles += 1)}`;
  const close = iconButton("close.dialog-close", "Close", { onclick: () => dialog.close() });
  const heading = el("header.dialog-head", {}, el("h2", { id: titleId }, title), close);
  const attributes = { "aria-labelledby": titleId, "data-testid": testid };
  const dialog = el(`dialog.dialog.${kind}`, attributes, heading, ...content);
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => {
    dialog.remove();
    onclose?.();
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** A bot's alert: words and one button. */
export function alertDialog(shopName, text) {
  const ok = el("button.primary", { autofocus: true, onclick: () => dialog.close() }, "OK");
  const words = el("p.alert-words", { dir: "auto" }, text);
  const dialog = openDialog({ title: shopName, kind: "alert", testid: "alert" }, words, ok);
}

/** A photo as large as the window allows. */
export function enlarge(source, title) {
  openDialog({ title, kind: "lightbox", testid: "lightbox" }, el("img", { src: source, alt: title }));
}
