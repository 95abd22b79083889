/** Money, times and names, in the shopper's own language where the browser knows it. */

/** A locale the browser accepts; an unknown code falls back to English. */
export function localeOf(code) {
  try {
    return Intl.getCanonicalLocales(code)[0] ?? "en";
  } catch {
    return "en";
  }
}

/**
 * @param {number} minor  amount in the currency's minor units
 * @param {string} currency  ISO 4217, or XTR for Telegram Stars
 * @param {string} code  language of the shopper
 */
export function money(minor, currency, code) {
  const locale = localeOf(code);
  if (currency === "XTR") return `${new Intl.NumberFormat(locale).format(minor)} ★`;
  const format = new Intl.NumberFormat(locale, { style: "currency", currency });
  return format.format(minor / 10 ** format.resolvedOptions().maximumFractionDigits);
}

/** @param {number} seconds  since 1970 */
export function clockTime(seconds, code) {
  return new Intl.DateTimeFormat(localeOf(code), { hour: "2-digit", minute: "2-digit" }).format(seconds * 1000);
}

/** A name for the day: "Today", "Yesterday", or the date. */
export function dayName(seconds, now = Date.now()) {
  const distance = dayNumber(seconds * 1000) - dayNumber(now);
  if (distance === 0 || distance === -1) return distance === 0 ? "Today" : "Yesterday";
  const date = new Date(seconds * 1000);
  const year = date.getFullYear() === new Date(now).getFullYear() ? undefined : "numeric";
  return new Intl.DateTimeFormat("en", { weekday: "long", day: "numeric", month: "long", year }).format(date);
}

/** Days since 1970 by this device's calendar: equal for two moments of one local day. */
export function dayNumber(milliseconds) {
  const date = new Date(milliseconds);
  return Math.round(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86_400_000);
}

/** 71 → "1:11" */
export function duration(seconds = 0) {
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** 1240 ms → "1.24 s", 38 → "38 ms", 0.4 → "0.4 ms" */
export function elapsed(ms = 0) {
  if (ms >= 1000) return `${(ms / 1000).toFixed(2)} s`;
  return ms >= 10 || ms === 0 ? `${Math.round(ms)} ms` : `${ms.toFixed(1)} ms`;
}

export function fileSize(bytes = 0) {
  const unit = bytes >= 1_000_000 ? "megabyte" : "kilobyte";
  const value = bytes / (unit === "megabyte" ? 1_000_000 : 1000);
  return new Intl.NumberFormat("en", { style: "unit", unit, maximumFractionDigits: 1 }).format(value);
}

/** "de" → "German" */
export function languageName(code) {
  return new Intl.DisplayNames(["en"], { type: "language" }).of(localeOf(code)) ?? code;
}

/** "Ana Silva" → "AS" */
export function initials(shopper) {
  return [shopper.first_name, shopper.last_name].filter(Boolean).map((name) => [...name][0]).join("");
}

export function fullName(shopper) {
  return [shopper.first_name, shopper.last_name].filter(Boolean).join(" ");
}
