/** Staying at the newest message; once the reader has gone up, a button leads back and counts what was missed. */

import { prefersStillness } from "./dom.js";

const NEAR_END_PX = 80;

/**
 * @param {Record<"scroller" | "content" | "jump", HTMLElement>} parts
 * @param {() => boolean} isEmpty  an empty chat is read from its top
 */
export function stayAtNewest({ scroller, content, jump }, isEmpty) {
  let atEnd = true;
  let missed = 0;
  let lastTop = 0;

  const end = () => (isEmpty() ? 0 : scroller.scrollHeight);
  const go = (behavior) => scroller.scrollTo({ top: end(), behavior });

  function toEnd(behavior = "instant") {
    atEnd = true;
    missed = 0;
    go(behavior);
    show();
  }

  function show() {
    jump.hidden = atEnd;
    jump.querySelector(".count").textContent = missed ? String(missed) : "";
    jump.setAttribute("aria-label", `Jump to the newest message${missed ? `, ${missed} new` : ""}`);
  }

  function onScroll() {
    const near = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_END_PX;
    // Only going up leaves the end: a row that grew just now has put it out of sight, not the reader.
    atEnd = near || (atEnd && scroller.scrollTop >= lastTop);
    lastTop = scroller.scrollTop;
    if (atEnd) missed = 0;
    show();
  }

  scroller.addEventListener("scroll", onScroll, { passive: true });
  jump.addEventListener("click", () => toEnd(isFar(scroller) || prefersStillness() ? "instant" : "smooth"));
  const growth = new ResizeObserver(() => atEnd && go("instant"));
  growth.observe(content);
  growth.observe(scroller);

  /** Something new has come: it is in sight already, or it is counted. */
  function arrived() {
    if (!atEnd) missed += 1;
    show();
  }

  return { toEnd, arrived };
}

/** Heights far away are estimates: a slow glide over them would aim at an end that moves. */
function isFar({ scrollHeight, scrollTop, clientHeight }) {
  return scrollHeight - scrollTop > 3 * clientHeight;
}
