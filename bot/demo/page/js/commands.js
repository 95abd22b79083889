/** The bot's commands, offered while a message begins with "/". The field keeps the focus; arrows move the choice. */

import { el } from "./dom.js";

/**
 * @param {HTMLElement} list  an empty listbox
 * @param {HTMLTextAreaElement} field
 * @param {(command: string) => void} choose
 */
export function mountCommands(list, field, choose) {
  let commands = [];
  let matching = [];
  let chosen = 0;

  function show(found) {
    matching = found;
    chosen = 0;
    list.hidden = !found.length;
    list.replaceChildren(...found.map(option));
    mark();
  }

  function option({ command, description }, index) {
    const attributes = { role: "option", id: `command-${index}`, class: "command", "data-testid": "command" };
    const item = el("li", attributes, el("strong", {}, `/${command}`), el("span", { dir: "auto" }, description));
    // Keeping the press from taking the focus keeps the list open until the click arrives.
    item.addEventListener("pointerdown", (event) => event.preventDefault());
    item.addEventListener("click", () => pick(index));
    return item;
  }

  function mark() {
    [...list.children].forEach((item, index) => item.setAttribute("aria-selected", String(index === chosen)));
    list.children[chosen]?.scrollIntoView({ block: "nearest" });
    if (list.hidden) field.removeAttribute("aria-activedescendant");
    else field.setAttribute("aria-activedescendant", `command-${chosen}`);
  }

  function pick(index) {
    const { command } = matching[index];
    show([]);
    choose(command);
  }

  function move(step) {
    chosen = (chosen + step + matching.length) % matching.length;
    mark();
  }

  const keys = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Enter: () => pick(chosen),
    Tab: () => pick(chosen),
    Escape: () => show([]),
  };

  field.addEventListener("blur", () => show([]));

  return {
    set: (list) => void (commands = list),
    /** Offers what fits the words in the field. */
    follow() {
      const typed = /^\/(\w*)$/.exec(field.value);
      show(typed ? commands.filter((each) => each.command.startsWith(typed[1].toLowerCase())) : []);
    },
    toggle() {
      const open = list.hidden;
      field.focus();
      show(open ? commands : []);
    },
    /** @returns {boolean} true when the key was meant for the list */
    onKey(event) {
      if (list.hidden || event.shiftKey || !keys[event.key]) return false;
      event.preventDefault();
      keys[event.key]();
      return true;
    },
  };
}
