/** A tray of photos to try the shop with when one's own are not at hand. */

import { el } from "./dom.js";

/**
 * @param {{tray: HTMLElement, toggle: HTMLElement}} parts
 * @param {import("./types.js").Sample[]} samples
 * @param {(sample: import("./types.js").Sample) => void} send
 */
export function mountSamples({ tray, toggle }, samples, send) {
  function show(open) {
    tray.hidden = !open;
    toggle.setAttribute("aria-expanded", String(open));
  }

  const pieces = samples.map((sample) => {
    const press = () => (show(false), send(sample));
    const attributes = { "data-testid": "sample", "data-sample": sample.name, onclick: press };
    const thumbnail = el("img", { src: sample.url, alt: "", loading: "lazy", width: 96, height: 96 });
    return el("button.sample", attributes, thumbnail, el("span", {}, sample.title));
  });
  tray.append(el("p.tray-title", {}, "Sample photos: one tap sends"), el("div.tray-row", {}, ...pieces));
  toggle.hidden = !samples.length;
  toggle.addEventListener("click", () => show(tray.hidden));
  return { show: (open) => show(open && samples.length > 0) };
}
