/** What is said beside the conversation: toasts, trouble with its fix, and the state of the line. */

import { alertDialog } from "./dialog.js";
import { el, iconButton } from "./dom.js";

const TOAST_MS = 3500;
/** A line that comes back at once is not worth a word. */
const PATIENCE_MS = 700;

/**
 * @param {{toasts: HTMLElement, troubles: HTMLElement, line: HTMLElement}} parts
 * @param {string} shopName
 */
export function mountNotices({ toasts, troubles, line }, shopName) {
  let offlineTimer;

  function toast(text) {
    const note = el("p.toast", { "data-testid": "toast", dir: "auto" }, text);
    toasts.replaceChildren(note);
    setTimeout(() => note.remove(), TOAST_MS + text.length * 25);
  }

  function trouble(message, fix) {
    const dismiss = iconButton("close", "Dismiss", { onclick: () => box.remove() });
    const words = el("p", {}, el("strong", {}, message), " ", fix);
    const box = el("div.trouble", { role: "alert", "data-testid": "trouble" }, words, dismiss);
    troubles.replaceChildren(box);
  }

  return {
    toast,
    trouble,
    /** What went wrong before is over once something has gone well. */
    clear: () => troubles.replaceChildren(),
    /** @param {import("./api.js").ApiError} error */
    failed: (error) => trouble(error.message, error.fix ?? "Reload the page; if it stays, start “snaptap demo” again."),
    answered({ text, alert }) {
      if (!text) return;
      if (alert) alertDialog(shopName, text);
      else toast(text);
    },
    online(isOnline) {
      clearTimeout(offlineTimer);
      if (isOnline) line.hidden = true;
      else offlineTimer = setTimeout(() => (line.hidden = false), PATIENCE_MS);
    },
  };
}
