/** The conversation itself: rows kept in step with the chat, told to screen readers as they come. */

import { prefersStillness } from "./dom.js";
import { setWaiting } from "./keyboards.js";
import { stayAtNewest } from "./newest.js";
import { createRows } from "./rows.js";

const REDRAWS = new Set(["reset", "history", "message", "edit", "delete", "sheet"]);

/**
 * @param {Record<"scroller" | "list" | "content" | "jump", HTMLElement>} parts
 * @param {(chat: import("./types.js").Chat) => import("./types.js").Scene} sceneOf
 */
export function mountLog({ list, ...parts }, sceneOf) {
  const rows = createRows(list);
  const newest = stayAtNewest(parts, () => rows.empty);

  function onChange(chat, { name, data }) {
    if (name === "toast") endWaiting(list, data.message_id);
    if (!REDRAWS.has(name)) return;
    const arriving = rows.empty;
    const wholesale = name === "reset" || name === "history";
    // A screen reader is told of what is said from now on, not of the whole past.
    list.setAttribute("aria-live", wholesale ? "off" : "polite");
    rows.draw(sceneOf(chat), name === "sheet" ? data.message_id : undefined);
    if (arriving || (name === "message" && !data.from?.is_bot)) newest.toEnd();
    else if (name === "message") newest.arrived();
  }

  return { onChange, jumpTo: (messageId) => pointAt(list, messageId) };
}

/** A bot may answer a tap without naming its message: then no button is left turning. */
function endWaiting(list, messageId) {
  const scope = messageId ? `[data-message-id="${messageId}"] ` : "";
  for (const button of list.querySelectorAll(`${scope}[data-waiting]`)) setWaiting(button, false);
}

function pointAt(list, messageId) {
  const target = list.querySelector(`[data-message-id="${Number(messageId)}"]`);
  target?.scrollIntoView({ block: "center", behavior: prefersStillness() ? "instant" : "smooth" });
  target?.classList.add("pointed-at");
  target?.addEventListener("animationend", () => target.classList.remove("pointed-at"), { once: true });
}
