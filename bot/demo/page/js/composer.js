/** Where the shopper writes: one growing field, one button that sends or records, and edits of what was said. */

import { isEditable, snippet } from "./bubble.js";
import { mountCommands } from "./commands.js";
import { touchOnly } from "./dom.js";

const TALLEST_PX = 168;

/**
 * @param {Record<"form" | "field" | "send" | "record" | "slash" | "commands" | "editing", HTMLElement>} parts
 * @param {{say(text: string): Promise<void>, edit(messageId: number, text: string): Promise<void>,
 *          chat(): import("./types.js").Chat}} doors
 */
export function mountComposer(parts, doors) {
  const { form, field, slash } = parts;
  const commands = mountCommands(parts.commands, field, (command) => deliver(`/${command}`));
  const editing = mountEditing(parts.editing, () => begin(""));

  function setText(text) {
    field.value = text;
    refresh();
  }

  function refresh() {
    grow(field);
    showButtons(parts, Boolean(editing.target()));
    commands.follow();
  }

  function begin(text) {
    editing.stop();
    setText(text);
  }

  async function deliver(text) {
    const target = editing.target();
    begin("");
    try {
      await (target ? doors.edit(target.message_id, text) : doors.say(text));
    } catch {
      // The door has said what went wrong; the words must not be lost with it.
      if (!field.value) setText(text);
    }
  }

  function submit(event) {
    event.preventDefault();
    const text = field.value.trim();
    if (text) deliver(text);
  }

  function startEditing(message) {
    editing.start(message);
    setText(message.text);
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
  }

  function onKey(event) {
    if (event.isComposing || commands.onKey(event)) return;
    const last = event.key === "ArrowUp" && !field.value && lastWords(doors.chat());
    if (event.key === "Enter" && !event.shiftKey) submit(event);
    else if (event.key === "Escape" && editing.target()) begin("");
    else if (last) (event.preventDefault(), startEditing(last));
  }

  field.addEventListener("input", refresh);
  field.addEventListener("keydown", onKey);
  form.addEventListener("submit", submit);
  slash.addEventListener("click", commands.toggle);
  refresh();

  return {
    startEditing,
    setCommands: commands.set,
    text: () => field.value,
    /** Starts over, with what was half written before. */
    begin,
    /** Puts words in the field for the shopper to finish. */
    compose: (text) => (setText(text), field.focus()),
    placeholder: (words) => (field.placeholder = words || "Message"),
    focus: () => touchOnly() || field.focus(),
  };
}

/** The strip above the field that says which message is being mended. */
function mountEditing(strip, onCancel) {
  let target = null;

  function set(message) {
    target = message;
    strip.hidden = !message;
    strip.querySelector(".editing-words").textContent = message ? snippet(message) : "";
  }

  strip.querySelector("button").addEventListener("click", onCancel);
  return { target: () => target, start: set, stop: () => set(null) };
}

function grow(field) {
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight, TALLEST_PX)}px`;
}

/** With words in the field one sends; without, one records or picks a command. */
function showButtons({ field, send, record, slash }, isEditing) {
  const empty = !field.value.trim();
  send.hidden = empty && !isEditing;
  record.hidden = !send.hidden;
  slash.hidden = !empty;
}

function lastWords(chat) {
  return [...chat.messages.values()].filter(isEditable).at(-1);
}
