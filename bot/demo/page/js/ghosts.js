/** What is about to be a message: a send under way, the assistant at work, an answer being written. */

import { el, icon } from "./dom.js";
import { renderText } from "./entities.js";

const ACTIONS = {
  typing: "is writing",
  upload_photo: "is fetching a photo",
  record_voice: "is recording",
  upload_voice: "is sending a voice message",
  upload_video: "is fetching a video",
  upload_document: "is fetching a file",
  find_location: "is looking up a place",
  choose_sticker: "is choosing a sticker",
};

/**
 * @param {{typing: HTMLElement, draft: HTMLElement}} parts
 * @param {string} shopName
 * @param {import("./types.js").Actions} actions
 */
export function mountGhosts({ typing, draft }, shopName, actions) {
  let told = "";
  let drawn = null;

  function drawTyping(doing) {
    if (doing === told) return;
    told = doing;
    typing.replaceChildren(...(doing ? [icon("swell"), el("span", {}, `${shopName} ${doing}…`)] : []));
  }

  function drawDraft(preview) {
    if (preview === drawn) return;
    drawn = preview;
    draft.replaceChildren(...(preview ? [bubble(preview, actions)] : []));
  }

  return {
    onChange(chat) {
      drawTyping(chat.action && !chat.draft ? (ACTIONS[chat.action] ?? "is at work") : "");
      drawDraft(chat.draft);
    },
  };
}

function bubble({ text, entities }, actions) {
  return el("div.bubble.draft", { "data-testid": "draft", dir: "auto" }, renderText(text, entities, actions));
}

/**
 * Shows a label until a promise is settled, and hands the promise back.
 * @param {HTMLElement} outbox
 * @returns {(label: string, promise: Promise<any>) => Promise<any>}
 */
export function mountOutbox(outbox) {
  return async (label, promise) => {
    const note = el("p.sending", {}, icon("spinner"), label);
    outbox.append(note);
    try {
      return await promise;
    } finally {
      note.remove();
    }
  };
}
