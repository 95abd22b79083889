/** A message's text with its entities, as nodes. Offsets count UTF-16 units, as JavaScript's own strings do. */

import { el, icon } from "./dom.js";

const SAFE_SCHEMES = new Set(["http:", "https:", "mailto:", "tel:", "geo:"]);
const HAS_SCHEME = /^[a-z][a-z\d+.-]*:/i;
const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);

const WRAPPERS = {
  bold: (body) => el("strong", {}, body),
  italic: (body) => el("em", {}, body),
  underline: (body) => el("u", {}, body),
  strikethrough: (body) => el("s", {}, body),
  code: (body) => el("code", {}, body),
  spoiler: (body) => spoiler(body),
  pre: (body, raw, entity, actions) => preformatted(body, raw, entity, actions),
  blockquote: (body) => el("blockquote", {}, body),
  expandable_blockquote: (body) => expandable(body),
  text_link: (body, raw, entity, actions) => link(body, entity.url, actions),
  url: (body, raw, entity, actions) => link(body, raw, actions),
  email: (body, raw, entity, actions) => link(body, `mailto:${raw}`, actions),
  phone_number: (body, raw, entity, actions) => link(body, `tel:${raw.replace(/[^+\d]/g, "")}`, actions),
  mention: (body) => el("span.mention", {}, body),
  text_mention: (body) => el("span.mention", {}, body),
  hashtag: (body) => el("span.mention", {}, body),
  cashtag: (body) => el("span.mention", {}, body),
  bot_command: (body, raw, entity, actions) =>
    el("button.link", { onclick: () => actions.say(raw) }, body),
};

/**
 * @param {string} text
 * @param {import("./types.js").Entity[]} [entities]
 * @param {import("./types.js").Actions} actions
 * @returns {DocumentFragment}
 */
export function renderText(text, entities, actions) {
  const outerFirst = [...(entities ?? [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return renderSpan(text, 0, text.length, outerFirst, actions);
}

function renderSpan(text, from, to, entities, actions) {
  const fragment = document.createDocumentFragment();
  let at = from;
  let waiting = entities;
  while (waiting.length) {
    const [outer, ...others] = waiting;
    const start = Math.max(outer.offset, at);
    const end = Math.min(outer.offset + outer.length, to);
    waiting = others.filter((entity) => entity.offset >= end);
    if (end <= start) continue;
    const inside = others.filter((entity) => entity.offset < end);
    const body = renderSpan(text, start, end, inside, actions);
    const wrap = WRAPPERS[outer.type] ?? ((plain) => el("span", {}, plain));
    fragment.append(text.slice(at, start), wrap(body, text.slice(start, end), outer, actions));
    at = BLOCKS.has(outer.type) && text[end] === "\n" ? end + 1 : end;
  }
  fragment.append(text.slice(at, to));
  return fragment;
}

/** A link that opens beside the page, or, when it leads to this very bot, starts it here. */
export function link(body, address, actions) {
  const target = safeUrl(address);
  if (!target) return el("span", {}, body);
  const anchor = el("a", { href: target.href, target: "_blank", rel: "noopener noreferrer" }, body);
  anchor.addEventListener("click", (event) => followStart(event, target, actions));
  return anchor;
}

/** @returns {URL | null} null for anything a message has no business opening */
export function safeUrl(address) {
  try {
    const url = new URL(HAS_SCHEME.test(address) ? address : `https://${address}`);
    return SAFE_SCHEMES.has(url.protocol) ? url : null;
  } catch {
    return null;
  }
}

function followStart(event, target, actions) {
  const payload = startPayload(target, actions.botUsername);
  if (payload === null) return;
  event.preventDefault();
  actions.start(payload);
}

/** The payload of `https://t.me/<bot>?start=…`; null for any other address. */
export function startPayload(url, botUsername) {
  const ours = url.hostname === "t.me" && url.pathname.slice(1).toLowerCase() === botUsername?.toLowerCase();
  return ours ? (url.searchParams.get("start") ?? "") : null;
}

function spoiler(body) {
  const inner = el("span.spoiler-words", {}, body);
  inner.inert = true;
  const label = "Hidden words, press to show";
  const cover = el("span.spoiler", { role: "button", tabindex: "0", "aria-label": label }, inner);
  const reveal = () => {
    inner.inert = false;
    cover.replaceWith(inner);
  };
  cover.addEventListener("click", reveal);
  cover.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    reveal();
  });
  return cover;
}

function preformatted(body, raw, entity, actions) {
  const copyRaw = () => actions.copy(raw);
  const copy = el("button.pre-copy", { "aria-label": "Copy this text", onclick: copyRaw }, icon("copy"));
  const language = entity.language && el("span.pre-language", {}, entity.language);
  return el("div.pre", {}, language, copy, el("pre", { tabindex: "0" }, el("code", {}, body)));
}

function expandable(body) {
  const quote = el("blockquote.folded", {}, body);
  const more = el("button.link.quote-more", { "aria-expanded": "false" }, "Show all");
  more.addEventListener("click", () => {
    const folded = quote.classList.toggle("folded");
    more.setAttribute("aria-expanded", String(!folded));
    more.textContent = folded ? "Show all" : "Show less";
  });
  return el("div.quote", {}, quote, more);
}
