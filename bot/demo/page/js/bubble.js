/** One row of the conversation: a message, an album, a receipt or the name of a day. */

import { el, iconButton, spoken } from "./dom.js";
import { renderText } from "./entities.js";
import { clockTime, dayName, fullName } from "./format.js";
import { invoiceTicket, receipt, withPayButton } from "./invoice.js";
import { inlineKeyboard } from "./keyboards.js";
import { adoptFrame, renderMedia } from "./media.js";

/** @typedef {{key: string, day?: number, messages: import("./types.js").Message[]}} Row */

/**
 * @param {Row} row
 * @param {import("./types.js").Scene} scene
 * @returns {HTMLElement}
 */
export function renderRow(row, scene) {
  if (row.day) return el("div.day", { role: "separator" }, el("span", {}, dayName(row.day)));
  const [first] = row.messages;
  if (first.successful_payment || first.refunded_payment) return service(first, receipt(first, scene));
  if (first.pinned_message) return service(first, pinnedNote(first, scene));
  return speech(row, scene);
}

function service(message, content) {
  return el("article.row.service", { ...identity(message, "service") }, content);
}

function identity(message, side) {
  return { "data-testid": "message", "data-message-id": message.message_id, "data-side": side };
}

function pinnedNote(message, scene) {
  const jump = () => scene.actions.jumpTo(message.pinned_message.message_id);
  return el("p.note", {}, "Pinned ", el("button.link", { onclick: jump }, snippet(message.pinned_message)));
}

function speech(row, scene) {
  const [first] = row.messages;
  const side = first.from?.is_bot ? "bot" : "user";
  const spokenBy = side === "bot" ? scene.config.shop.name : fullName(scene.shopper);
  const message = withPayButton(row.messages.find((each) => each.caption) ?? first, scene);
  const keyboard = inlineKeyboard(message, scene);
  const bubble = el(
    "div",
    { class: bubbleClass(row, message, keyboard) },
    quoted(first, scene),
    row.messages.length > 1 ? album(row.messages, scene) : renderMedia(message, scene),
    message.invoice && invoiceTicket(message, scene),
    words(message, scene),
    reactions(message),
    foot(row.messages.at(-1), scene),
    keyboard,
  );
  return el(`article.row.${side}`, identity(first, side), spoken(`${spokenBy}:`), editButton(first, scene), bubble);
}

function bubbleClass(row, message, keyboard) {
  const bare = message.sticker && "bare";
  const card = (keyboard || message.invoice || message.photo || message.video) && "card";
  return ["bubble", bare, card, row.messages.length > 1 && "with-album"].filter(Boolean).join(" ");
}

function words(message, scene) {
  const text = message.text ?? message.caption;
  if (!text) return null;
  const entities = message.entities ?? message.caption_entities;
  return el("div.words", { dir: "auto" }, renderText(text, entities, scene.actions));
}

function foot(message, scene) {
  const edited = message.edit_date && !message.from?.is_bot;
  const sent = new Date(message.date * 1000);
  const clock = clockTime(message.date, scene.shopper.language_code);
  const time = el("time", { datetime: sent.toISOString(), title: sent.toLocaleString() }, clock);
  return el("p.foot", {}, edited && "edited ", time);
}

function reactions(message) {
  const given = (message.reactions ?? []).map((reaction) => reaction.emoji).filter(Boolean);
  return given.length ? el("p.reactions", { "aria-label": `Reactions: ${given.join(" ")}` }, given.join(" ")) : null;
}

function quoted(message, scene) {
  const original = message.reply_to_message;
  if (!original) return null;
  const author = original.from?.is_bot ? scene.config.shop.name : original.from?.first_name;
  const jump = () => scene.actions.jumpTo(original.message_id);
  return el("button.quoted", { onclick: jump }, el("strong", {}, author), el("span", {}, snippet(original)));
}

const KINDS = {
  photo: "Photo",
  voice: "Voice message",
  video: "Video",
  document: "File",
  location: "Location",
  sticker: "Sticker",
};

/** The few words that stand for a message elsewhere. */
export function snippet(message) {
  const kind = Object.keys(KINDS).find((name) => message[name]);
  const said = message.text ?? message.caption ?? message.invoice?.title ?? KINDS[kind] ?? "Message";
  return said.replace(/\s+/g, " ").slice(0, 120);
}

function album(messages, scene) {
  const pieces = messages.map((message) => {
    const piece = renderMedia(message, scene);
    piece.dataset.messageId = message.message_id;
    return piece;
  });
  return el("div.album", { "data-count": Math.min(pieces.length, 10) }, ...pieces);
}

function editButton(message, scene) {
  if (!isEditable(message)) return null;
  const edit = () => scene.actions.edit(message);
  return iconButton("pencil.edit", "Edit this message", { "data-testid": "edit", onclick: edit });
}

/** Words of the shopper's own can be mended; a command has already done its work. */
export function isEditable(message) {
  return !message.from?.is_bot && Boolean(message.text) && !message.text.startsWith("/");
}

/**
 * Brings a row on the screen up to date without rebuilding what has not changed: photo frames stay, and so does
 * the keyboard's focus, so a pager can be pressed again and again.
 * @param {HTMLElement} shown @param {HTMLElement} next
 */
export function patchRow(shown, next) {
  const focused = shown.contains(document.activeElement) ? document.activeElement.dataset.focus : null;
  const [oldFrames, newFrames] = [shown, next].map((row) => [...row.querySelectorAll(".photo")]);
  newFrames.forEach((frame, i) => oldFrames[i] && adoptFrame(oldFrames[i], frame));
  shown.replaceChildren(...next.childNodes);
  if (!focused) return;
  const same = shown.querySelector(`[data-focus="${focused}"]`) ?? shown.querySelector("[data-focus]");
  same?.focus({ preventScroll: true });
}
