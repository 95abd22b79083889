/** Whose phone this is: a menu in the header. */

import { el, icon, spoken } from "./dom.js";
import { fullName, initials, languageName } from "./format.js";

const HUES = 6;

/**
 * @param {{button: HTMLElement, menu: HTMLElement}} parts
 * @param {import("./types.js").Shopper[]} shoppers
 * @param {(shopper: import("./types.js").Shopper) => void} choose
 */
export function mountShoppers({ button, menu }, shoppers, choose) {
  const items = shoppers.map((shopper) => item(shopper, () => pick(shopper)));
  menu.replaceChildren(...items);

  function open(shown) {
    menu.hidden = !shown;
    button.setAttribute("aria-expanded", String(shown));
    if (shown) (items.find((each) => each.getAttribute("aria-checked") === "true") ?? items[0]).focus();
  }

  function pick(shopper) {
    open(false);
    button.focus();
    choose(shopper);
  }

  function move(step) {
    const at = items.indexOf(document.activeElement);
    items[(at + step + items.length) % items.length].focus();
  }

  const keys = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Home: () => items[0].focus(),
    End: () => items.at(-1).focus(),
    Escape: () => (open(false), button.focus()),
  };

  menu.addEventListener("keydown", (event) => {
    if (!keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
  menu.addEventListener("focusout", ({ relatedTarget: next }) => {
    if (next !== button && !menu.contains(next)) open(false);
  });
  button.addEventListener("click", () => open(menu.hidden));

  return {
    /** Shows whose chat is on the screen. */
    mark(current) {
      button.replaceChildren(spoken("Shopper: "), avatar(current, shoppers), nameplate(current), icon("chevron"));
      items.forEach((each, index) => each.setAttribute("aria-checked", String(shoppers[index].id === current.id)));
    },
  };

  function item(shopper, onclick) {
    const hooks = { "data-testid": "shopper", "data-shopper": shopper.id };
    const attributes = { role: "menuitemradio", tabindex: "-1", ...hooks, onclick };
    return el("button.shopper-item", attributes, avatar(shopper, shoppers), nameplate(shopper), icon("check"));
  }
}

function nameplate(shopper) {
  const language = el("span.shopper-language", {}, languageName(shopper.language_code));
  return el("span.shopper-words", {}, el("span.shopper-name", {}, fullName(shopper)), language);
}

function avatar(shopper, shoppers) {
  const hue = shoppers.findIndex((each) => each.id === shopper.id) % HUES;
  return el("span.avatar", { "data-hue": hue, "aria-hidden": "true" }, initials(shopper));
}
