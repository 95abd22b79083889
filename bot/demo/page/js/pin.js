/** The pinned message, as a line above the conversation that leads to it. */

import { snippet } from "./bubble.js";

/**
 * @param {{bar: HTMLElement, words: HTMLElement}} parts
 * @param {(messageId: number) => void} jumpTo
 */
export function mountPin({ bar, words }, jumpTo) {
  let pinned = null;
  bar.addEventListener("click", () => jumpTo(pinned));

  return {
    onChange(chat) {
      const message = chat.messages.get(chat.pinned);
      pinned = chat.pinned;
      bar.hidden = !message;
      words.textContent = message ? snippet(message) : "";
    },
  };
}
