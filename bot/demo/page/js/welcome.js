/** What an empty chat shows: who this is, a Start button, and things worth asking. */

import { el } from "./dom.js";

/**
 * @param {{root: HTMLElement, hello: HTMLElement, start: HTMLElement, chips: HTMLElement,
 *          samples: {show(open: boolean): void}}} parts
 * @param {string[]} suggestions
 * @param {{quickSay(text: string): void, start(): void}} deeds
 * @param {{readonly shopper: import("./types.js").Shopper}} session
 */
export function mountWelcome({ root, hello, start, chips, samples }, suggestions, deeds, session) {
  const chip = (words) =>
    el("button.suggestion", { "data-testid": "suggestion", onclick: () => deeds.quickSay(words) }, words);
  chips.replaceChildren(...suggestions.map(chip));
  start.addEventListener("click", () => deeds.start());

  return {
    onChange(chat, { name }) {
      if (!["history", "message", "reset", "delete"].includes(name)) return;
      const empty = chat.messages.size === 0 && name !== "reset";
      if (empty) hello.textContent = `Hello, ${session.shopper.first_name}`;
      if (root.hidden === empty) samples.show(empty);
      root.hidden = !empty;
    },
  };
}
