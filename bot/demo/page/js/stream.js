/** One chat's events, kept flowing: the browser resumes a dropped stream, and a refused one is opened again here. */

const EVENTS = [
  ...["history", "message", "edit", "delete", "pinned", "keyboard", "commands"],
  ...["action", "draft", "toast", "sheet", "trace"],
];
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 10_000;

/**
 * @param {number} shopperId
 * @param {{event(name: string, data: any, id: string): void, status(online: boolean): void}} listener
 * @returns {() => void} closes the stream
 */
export function openStream(shopperId, listener) {
  let source;
  let timer;
  let wait = FIRST_WAIT_MS;

  function open() {
    source = new EventSource(`/page-stream?shopper=${encodeURIComponent(shopperId)}`);
    for (const name of EVENTS) {
      source.addEventListener(name, (event) => listener.event(name, JSON.parse(event.data), event.lastEventId));
    }
    source.onopen = () => {
      wait = FIRST_WAIT_MS;
      listener.status(true);
    };
    source.onerror = onError;
  }

  function onError() {
    listener.status(false);
    if (source.readyState !== EventSource.CLOSED) return;
    timer = setTimeout(open, wait);
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
  }

  open();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}
