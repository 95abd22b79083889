/** Messages as rows, and the rows on the screen kept in step with them. */

import { patchRow, renderRow } from "./bubble.js";
import { dayNumber } from "./format.js";

const SAME_BREATH_S = 300;

/**
 * An album is one row, and each new day begins with a row of its own.
 * @param {Iterable<import("./types.js").Message>} messages
 * @returns {import("./bubble.js").Row[]}
 */
export function groupRows(messages) {
  const rows = [];
  let day;
  for (const message of [...messages].sort((a, b) => a.message_id - b.message_id)) {
    const today = dayNumber(message.date * 1000);
    if (today !== day) rows.push({ key: `day ${today}`, day: message.date, messages: [] });
    day = today;
    const album = message.media_group_id && `album ${message.media_group_id}`;
    if (album && rows.at(-1).key === album) rows.at(-1).messages.push(message);
    else rows.push({ key: album || `message ${message.message_id}`, messages: [message] });
  }
  return rows;
}

/**
 * Draws only what is new or changed: what stays keeps its element, so nothing flickers and nothing loses the focus.
 * @param {HTMLElement} list
 */
export function createRows(list) {
  const views = new Map();

  function elementOf(row, scene, staleId) {
    const view = views.get(row.key);
    const stale = row.messages.some((message) => message.message_id === staleId);
    if (view && !stale && sameMessages(view.row, row)) return view.element;
    const fresh = renderRow(row, scene);
    if (view) patchRow(view.element, fresh);
    const element = view?.element ?? fresh;
    views.set(row.key, { row, element });
    return element;
  }

  function dropAllBut(keys) {
    for (const [key, view] of views) {
      if (keys.has(key)) continue;
      view.element.remove();
      views.delete(key);
    }
  }

  return {
    get empty() {
      return views.size === 0;
    },
    /** @param {number} [staleId]  a message to draw anew although it is the same, since what surrounds it changed */
    draw(scene, staleId) {
      const rows = groupRows(scene.chat.messages.values());
      dropAllBut(new Set(rows.map((row) => row.key)));
      let cursor = list.firstElementChild;
      rows.forEach((row, i) => {
        const element = elementOf(row, scene, staleId);
        element.toggleAttribute("data-joined", isJoined(rows[i - 1], row));
        if (element === cursor) cursor = cursor.nextElementSibling;
        else list.insertBefore(element, cursor);
      });
    },
  };
}

function sameMessages(a, b) {
  return a.messages.length === b.messages.length && a.messages.every((message, i) => message === b.messages[i]);
}

/** Does this row continue what the one before it was saying? Then they sit closer together. */
function isJoined(before, row) {
  const [last, next] = [before?.messages.at(-1), row.messages[0]];
  if (!last || !next) return false;
  return last.from?.is_bot === next.from?.is_bot && next.date - last.date < SAME_BREATH_S;
}
