/** Behind the counter: what the assistant did in each turn, how long it took, and what it went by. */

import { el } from "./dom.js";
import { elapsed, money } from "./format.js";

const SHOWN_TURNS = 30;

/**
 * @param {Record<"panel" | "body" | "toggle" | "close" | "veil" | "page", HTMLElement>} parts
 * @param {(chat: import("./types.js").Chat) => import("./types.js").Scene} sceneOf
 */
export function mountPanel({ panel, body, toggle, close, veil, page }, sceneOf) {
  const isDrawer = () => matchMedia("(max-width: 64rem)").matches;
  const empty = [...body.children];

  function show(open) {
    page.toggleAttribute("data-panel", open);
    panel.inert = !open;
    toggle.setAttribute("aria-expanded", String(open));
    veil.hidden = !open || !isDrawer();
    if (!isDrawer()) localStorage.setItem("panel", open ? "open" : "closed");
    if (open && isDrawer()) close.focus();
  }

  function hide() {
    show(false);
    toggle.focus();
  }

  function onChange(chat, { name }) {
    if (!["trace", "reset", "history"].includes(name)) return;
    const scene = sceneOf(chat);
    const turns = chat.traces.slice(-SHOWN_TURNS).reverse();
    body.replaceChildren(...(turns.length ? turns.map((turn, index) => turnCard(turn, index === 0, scene)) : empty));
  }

  toggle.addEventListener("click", () => show(!page.hasAttribute("data-panel")));
  close.addEventListener("click", hide);
  veil.addEventListener("click", hide);
  panel.addEventListener("keydown", (event) => event.key === "Escape" && isDrawer() && hide());
  show(!isDrawer() && localStorage.getItem("panel") !== "closed");
  return { onChange };
}

function turnCard(turn, newest, scene) {
  return el(
    "details.turn",
    { open: newest, "data-testid": "trace" },
    heading(turn),
    timings(turn.nodes ?? []),
    section("Evidence", (turn.evidence ?? []).map(clue)),
    section("Products weighed", (turn.products ?? []).map((product) => weighed(product, scene.shopper))),
    section("Creators quoted", (turn.creators ?? []).map(quoted)),
    turn.message_id && jumpButton(turn.message_id, scene.actions),
  );
}

function heading({ intent, mode, ms }) {
  const name = el("span.turn-intent", {}, intent ?? "turn");
  return el("summary", {}, name, mode && el("span.chip", {}, mode), el("span.turn-ms", {}, elapsed(ms)));
}

function jumpButton(messageId, actions) {
  return el("button.link", { onclick: () => actions.jumpTo(messageId) }, "Show its message");
}

function timings(nodes) {
  const slowest = Math.max(1, ...nodes.map((node) => node.ms));
  return el("ol.timings", { "aria-label": "Steps and their times" }, ...nodes.map((node) => timing(node, slowest)));
}

function timing({ node, ms, note }, slowest) {
  const bar = el("span.bar", { "aria-hidden": "true" });
  bar.style.setProperty("--share", String(ms / slowest));
  const remark = note && el("span.node-note", { dir: "auto" }, note);
  const name = el("span.node", {}, node);
  return el("li", { "data-testid": "trace-node" }, name, el("span.node-ms", {}, elapsed(ms)), bar, remark);
}

function section(title, items) {
  return items.length ? el("section.turn-part", {}, el("h3", {}, title), el("ul", {}, ...items)) : null;
}

function clue({ kind, detail }) {
  return el("li", {}, el("span.chip", {}, kind), " ", el("span", { dir: "auto" }, detail));
}

function weighed({ title, sku, price, currency, available, shown }, shopper) {
  const facts = [
    currency && money(price, currency, shopper.language_code),
    available === false && "not available",
    shown === false && "not shown",
  ].filter(Boolean);
  const line = facts.length > 0 && el("span.facts", {}, facts.join(" · "));
  return el("li", {}, el("span", { dir: "auto" }, title ?? sku), line);
}

function quoted({ handle, stance, quote }) {
  const words = quote && el("q", { dir: "auto" }, quote);
  return el("li", {}, el("strong", {}, handle), stance && el("span.chip", {}, stance), words);
}
