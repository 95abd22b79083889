/** The payment sheet of an invoice: what is bought, a pretend card, four ways for it to end, and what happens live. */

import { openDialog } from "./dialog.js";
import { el, icon } from "./dom.js";
import { fullName, money } from "./format.js";
import { NO_MONEY } from "./invoice.js";

const ENDINGS = [
  ["decline", "Decline", "the bank says no"],
  ["timeout", "Let it time out", "no answer in 10 s"],
  ["twice", "Double tap", "pays two times at once"],
];
const UNDER_WAY = new Set(["shipping", "pre_checkout"]);

/** What each state of the sheet means to the person holding the phone. */
const SENTENCES = {
  shipping: () => "Asking the shop where it delivers…",
  pre_checkout: () => "Checking price and stock with the shop…",
  paid: () => "Paid. The receipt is in the chat.",
  declined: (error) => error ?? "The card was declined by its bank. Nothing was charged.",
  cancelled: (error) => error ?? "The shop did not answer in time. Nothing was charged.",
};
const MARKS = { shipping: "spinner", pre_checkout: "spinner", paid: "check", declined: "cross", cancelled: "clock" };

/**
 * @param {{pay(messageId: number, ending: string): Promise<void>}} deeds
 * @param {(chat: import("./types.js").Chat) => import("./types.js").Scene} sceneOf
 */
export function createSheet(deeds, sceneOf) {
  let open = null;

  function show(message) {
    const view = build(message, sceneOf(null), (ending) => attempt(view, ending));
    const options = { title: "Checkout", kind: "sheet", testid: "sheet", onclose: () => (open = null) };
    view.dialog = openDialog(options, ...view.parts);
    open = view;
    view.pay.focus();
  }

  async function attempt(view, ending) {
    setBusy(view, true);
    view.trail.replaceChildren();
    delete view.dialog.dataset.outcome;
    try {
      await deeds.pay(view.message.message_id, ending);
    } catch (error) {
      setBusy(view, false);
      view.trail.append(step("declined", `${error.message} ${error.fix ?? ""}`));
    }
  }

  function onChange(chat, { name, data }) {
    if (name === "reset") open?.dialog.close();
    if (name === "sheet" && data.message_id === open?.message.message_id) follow(open, data);
  }

  return { show, onChange };
}

function follow(view, { state, error }) {
  if (!SENTENCES[state]) return;
  if (!UNDER_WAY.has(state)) settle(view.trail.querySelector("[data-running]"), state);
  view.trail.append(step(state, SENTENCES[state](error)));
  if (UNDER_WAY.has(state)) return;
  // Of a double tap each ends as it may: what counts for the shopper is that it was paid.
  if (view.dialog.dataset.outcome !== "paid") view.dialog.dataset.outcome = state;
  setBusy(view, false);
  (state === "paid" ? view.done : view.pay).focus();
}

/** The question that was being asked has its answer: approved when it was paid, else left at that. */
function settle(line, state) {
  if (!line) return;
  delete line.dataset.running;
  line.querySelector(".icon").replaceWith(icon(state === "paid" ? "check" : "dot"));
  if (state === "paid") line.querySelector("span").textContent = "Price and stock agreed";
}

function step(state, sentence) {
  const running = UNDER_WAY.has(state);
  const words = el("span", { dir: "auto" }, sentence);
  return el("li.step", { "data-state": state, "data-running": running }, icon(MARKS[state]), words);
}

function setBusy(view, busy) {
  view.fields.disabled = busy;
  view.fields.setAttribute("aria-busy", String(busy));
}

function build(message, scene, attempt) {
  const { title, description, currency, total_amount: total } = message.invoice;
  const price = money(total, currency, scene.shopper.language_code);
  const pay = endingButton("approve", `Pay ${price}`, "primary.pay", attempt);
  const others = ENDINGS.map(([ending, label, what]) => endingButton(ending, label, "ending", attempt, what));
  const or = el("p.sheet-or", {}, "or see how it ends otherwise");
  const fields = el("fieldset.sheet-endings", {}, pay, or, el("div.endings", {}, ...others));
  const trail = el("ol.trail", { role: "status", "data-testid": "sheet-state" });
  const done = el("button.primary.done", { "data-testid": "sheet-done", onclick: closeAround }, "Back to the chat");
  const notice = el("p.no-money", {}, icon("info"), NO_MONEY);
  const parts = [notice, line(title, description, price), sum(price), card(scene.shopper), trail, fields, done];
  return { message, parts, pay, done, fields, trail };
}

function endingButton(ending, label, kind, attempt, what) {
  const attributes = { "data-testid": `pay-${ending}`, onclick: () => attempt(ending) };
  return el(`button.${kind}`, attributes, el("span", {}, label), what && el("small", {}, what));
}

function closeAround(event) {
  event.target.closest("dialog").close();
}

function line(title, description, price) {
  const bought = el("strong", { dir: "auto" }, title);
  const words = el("span", {}, bought, el("span.soft", { dir: "auto" }, description));
  return el("div.sheet-line", {}, words, el("span.amount", {}, price));
}

function sum(price) {
  return el("p.sheet-total", {}, el("span", {}, "Total"), el("strong", { "data-testid": "sheet-total" }, price));
}

/** Filled in and read-only, so that nobody's real card can end up here. */
function card(shopper) {
  return el(
    "div.card-face",
    { role: "group", "aria-label": "Pretend card" },
    el("p.card-bank", {}, "Pretend Bank", icon("swell")),
    cardField("label.card-field.wide", "Card number", "4242 4242 4242 4242"),
    cardField("label.card-field", "Name", fullName(shopper)),
    cardField("label.card-field", "Expires", "12 / 34"),
    cardField("label.card-field", "Code", "123"),
  );
}

function cardField(kind, label, value) {
  const input = el("input", { value, readonly: true, tabindex: "-1", autocomplete: "off" });
  return el(kind, {}, el("span", {}, label), input);
}
