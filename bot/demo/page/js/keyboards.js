/** The buttons under a message, and the keyboard a bot can put in place of the phone's own. */

import { el, icon, iconButton } from "./dom.js";
import { safeUrl, startPayload } from "./entities.js";

/**
 * @param {import("./types.js").Message} message
 * @param {import("./types.js").Scene} scene
 * @returns {HTMLElement | null}
 */
export function inlineKeyboard(message, scene) {
  const rows = message.reply_markup?.inline_keyboard ?? [];
  if (!rows.length) return null;
  const drawn = rows.map((row, r) => {
    const buttons = row.map((button, c) => inlineButton(message, button, `${r}.${c}`, scene));
    return el("div.button-row", {}, ...buttons);
  });
  return el("div.inline-keyboard", { role: "group", "aria-label": "Choices" }, ...drawn);
}

function inlineButton(message, button, place, scene) {
  const [mark, press] = behaviour(message, button, scene.actions);
  const attributes = {
    "data-testid": button.pay ? "pay-button" : "inline-button",
    "data-focus": `button-${place}`,
    "data-style": button.style,
    title: button.url,
  };
  const kind = button.pay ? "button.inline-button.pay" : "button.inline-button";
  const element = el(kind, attributes, el("span.button-label", {}, button.text), mark && icon(mark));
  element.addEventListener("click", () => press(element));
  return element;
}

/** What a button shows at its corner, and what it does. */
function behaviour(message, button, actions) {
  if (button.pay) return ["card", () => actions.pay(message)];
  if (button.url) return ["outward", () => follow(button.url, actions)];
  if (button.copy_text) return ["copy", () => actions.copy(button.copy_text.text)];
  const query = button.switch_inline_query_current_chat ?? button.switch_inline_query;
  if (query !== undefined) return ["share", () => actions.compose(`@${actions.botUsername} ${query}`)];
  return [null, (element) => actions.tap(message, button, element)];
}

function follow(address, actions) {
  const url = safeUrl(address);
  if (!url) return;
  const payload = startPayload(url, actions.botUsername);
  if (payload === null) window.open(url.href, "_blank", "noopener,noreferrer");
  else actions.start(payload);
}

/** A tapped button turns until the bot has answered, or for as long as Telegram itself would wait. */
export function setWaiting(element, waiting) {
  element.toggleAttribute("data-waiting", waiting);
  element.setAttribute("aria-busy", String(waiting));
}

/**
 * The reply keyboard above the composer.
 * @param {HTMLElement} root
 * @param {{say(text: string): void, refuse(message: string, fix: string): void,
 *          placeholder(words?: string): void}} doors
 */
export function mountReplyKeyboard(root, doors) {
  let current = null;

  function press(button) {
    if (button.request_contact || button.request_location) {
      doors.refuse("This phone has no address book and no compass.", "Type the answer instead.");
      return;
    }
    doors.say(button.text);
    if (current?.one_time_keyboard) root.hidden = true;
  }

  function draw() {
    root.hidden = !current;
    if (!current) return;
    const keys = (row) => row.map((key) => (typeof key === "string" ? { text: key } : key));
    const drawKey = (key) =>
      el("button.reply-key", { "data-testid": "reply-key", onclick: () => press(key) }, key.text);
    const rows = current.keyboard.map((row) => el("div.button-row", {}, ...keys(row).map(drawKey)));
    const close = iconButton("close.reply-close", "Hide this keyboard", { onclick: () => (root.hidden = true) });
    root.replaceChildren(...rows, !current.is_persistent ? close : "");
  }

  return {
    onChange(chat) {
      if (chat.keyboard === current) return;
      current = chat.keyboard?.keyboard ? chat.keyboard : null;
      draw();
      doors.placeholder(chat.keyboard?.input_field_placeholder);
    },
  };
}
