/** Money in the chat: the invoice one can pay, and the receipt that follows. */

import { el, icon } from "./dom.js";
import { clockTime, money } from "./format.js";

export const NO_MONEY = "No money moves here: this is a pretend card.";

/** The invoice as a ticket; its Pay button is part of the message's keyboard. */
export function invoiceTicket(message, scene) {
  const { title, description, currency, total_amount: total } = message.invoice;
  const paid = scene.chat.sheets.get(message.message_id)?.some((step) => step.state === "paid");
  const price = money(total, currency, scene.shopper.language_code);
  const stamp = paid && el("span.stamp", { "data-testid": "invoice-paid" }, icon("check"), "Paid");
  return el(
    "div.ticket",
    { "data-testid": "invoice" },
    el("div.ticket-head", {}, el("span.ticket-kind", {}, "Invoice"), stamp),
    el("p.ticket-title", { dir: "auto" }, title),
    el("p.ticket-description", { dir: "auto" }, description),
    el("p.ticket-total", {}, el("span", {}, "Total"), el("strong", {}, price)),
    el("p.ticket-note", {}, NO_MONEY),
  );
}

/** An invoice without buttons still has Pay: Telegram adds it, so the page does. */
export function withPayButton(message, scene) {
  if (!message.invoice || message.reply_markup?.inline_keyboard?.length) return message;
  const { currency, total_amount: total } = message.invoice;
  const pay = { text: `Pay ${money(total, currency, scene.shopper.language_code)}`, pay: true };
  return { ...message, reply_markup: { inline_keyboard: [[pay]] } };
}

/** The slip of paper a paid (or refunded) order leaves in the chat. */
export function receipt(message, scene) {
  const payment = message.successful_payment ?? message.refunded_payment;
  const paid = Boolean(message.successful_payment);
  const language = scene.shopper.language_code;
  const charge = payment.telegram_payment_charge_id;
  return el(
    "div.receipt",
    { "data-testid": "receipt" },
    el("p.receipt-shop", {}, scene.config.shop.name),
    el("p.receipt-kind", {}, icon(paid ? "check" : "undo"), paid ? "Paid" : "Refunded"),
    el("p.receipt-total", {}, money(payment.total_amount, payment.currency, language)),
    el("p.receipt-line", {}, el("span", {}, "Time"), el("span", {}, clockTime(message.date, language))),
    charge && el("p.receipt-line", {}, el("span", {}, "Charge"), el("code", { title: charge }, charge)),
    el("p.receipt-note", {}, "A pretend card paid this. No money moved."),
  );
}
