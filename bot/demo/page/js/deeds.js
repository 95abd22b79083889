/** What whoever holds the phone does, as this page does it: trouble is shown where it can be read. */

import { fetchSample } from "./api.js";
import { setWaiting } from "./keyboards.js";

/**
 * @param {ReturnType<typeof import("./api.js").createApi>} api
 * @param {{readonly shopper: import("./types.js").Shopper}} session
 * @param {{failed(error: Error): void, clear(): void}} notices
 * @param {(label: string, promise: Promise<any>) => Promise<any>} during  shows that something is on its way
 */
export function createDeeds(api, session, notices, during) {
  const me = () => session.shopper.id;

  /** For callers that must know whether it worked: shows the trouble and passes it on. */
  async function told(promise) {
    try {
      const answer = await promise;
      notices.clear();
      return answer;
    } catch (error) {
      notices.failed(error);
      throw error;
    }
  }

  const quietly = (promise) => void told(promise).catch(() => {});

  function photos(files, caption = "") {
    const label = files.length > 1 ? `Sending ${files.length} photos` : "Sending your photo";
    quietly(during(label, api.photos(me(), files, caption)));
  }

  async function tap(message, button, element) {
    setWaiting(element, true);
    try {
      await told(api.tap(me(), message.message_id, button.callback_data));
    } catch {
      setWaiting(element, false);
    }
  }

  return {
    photos,
    tap,
    say: (text) => told(api.say(me(), text)),
    edit: (messageId, text) => told(api.edit(me(), messageId, text)),
    quickSay: (text) => quietly(api.say(me(), text)),
    start: (payload = "") => quietly(api.start(me(), payload)),
    sample: (sample) => quietly(fetchSample(sample).then((file) => photos([file]))),
    voice: (file, seconds) => quietly(during("Sending your voice message", api.voice(me(), file, seconds))),
    pay: (messageId, ending) => api.pay(me(), messageId, ending),
  };
}
