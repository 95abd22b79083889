/** Whose phone this is right now: the shopper, the stream of that chat, and the link that led here. */

import { openStream } from "./stream.js";

/**
 * @param {import("./types.js").Shopper[]} shoppers
 * @param {ReturnType<typeof import("./store.js").createStore>} store
 * @param {(online: boolean) => void} onLine  told when the stream drops and returns
 */
export function createSession(shoppers, store, onLine) {
  const query = new URLSearchParams(location.search);
  let shopper = chosen(shoppers, query.get("shopper"));
  let payload = query.get("start");
  let close = () => {};

  return {
    get shopper() {
      return shopper;
    },
    /** Opens the chat of a shopper; the one chosen by the address or the last visit when none is given. */
    enter(next = shopper) {
      close();
      shopper = next;
      store.reset();
      if (payload === null) remember(shopper);
      close = openStream(shopper.id, { event: store.apply, status: onLine });
    },
    /** The payload of the deep link that led here; told once, so a reload does not send it again. */
    takePayload() {
      const taken = payload;
      payload = null;
      if (taken !== null) remember(shopper);
      return taken;
    },
  };
}

function chosen(shoppers, wanted) {
  const id = wanted ?? localStorage.getItem("shopper");
  return shoppers.find((shopper) => String(shopper.id) === id) ?? shoppers[0];
}

function remember(shopper) {
  localStorage.setItem("shopper", String(shopper.id));
  history.replaceState(null, "", `/?shopper=${encodeURIComponent(shopper.id)}`);
}
