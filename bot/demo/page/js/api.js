/** The doors of the stand-in that a shopper's phone may knock on. Every failure is an ApiError that says the fix. */

export class ApiError extends Error {
  /** @param {string} message @param {string} fix @param {number} status  0 when nothing answered */
  constructor(message, fix, status = 0) {
    super(message);
    this.fix = fix;
    this.status = status;
  }
}

const NO_ANSWER = [
  "The shop does not answer.",
  "Check that “snaptap demo” is still running; this page reconnects by itself.",
];

/** @returns {Promise<import("./types.js").Config>} */
export async function fetchConfig() {
  return (await request("/page-config")).json();
}

/** The commands this shopper may use, in the shopper's language. */
export async function fetchCommands(shopperId) {
  return (await request(`/page-commands?shopper=${encodeURIComponent(shopperId)}`)).json();
}

/** A sample photo as a file, ready to be sent like any other. */
export async function fetchSample(sample) {
  const blob = await (await request(sample.url)).blob();
  return new File([blob], sample.name, { type: blob.type });
}

/**
 * What a shopper does. The key is renewed once when the server no longer knows it (it was started again).
 * @param {string} key  from the page's config
 */
export function createApi(key) {
  let currentKey = key;

  async function post(shopperId, verb, body) {
    const send = () => request(`/_demo/users/${shopperId}/${verb}`, asPost(body, currentKey));
    try {
      return await (await send()).json();
    } catch (error) {
      if (error.status !== 401 && error.status !== 403) throw error;
      currentKey = (await fetchConfig()).key;
      return (await send()).json();
    }
  }

  return {
    say: (shopperId, text) => post(shopperId, "message", { text }),
    start: (shopperId, payload) => post(shopperId, "start", { payload }),
    tap: (shopperId, messageId, data) => post(shopperId, "callback", { message_id: messageId, data }),
    edit: (shopperId, messageId, text) => post(shopperId, "edit", { message_id: messageId, text }),
    /** @param {"approve" | "decline" | "timeout" | "twice"} ending */
    pay: (shopperId, messageId, ending) => post(shopperId, "pay", { message_id: messageId, action: ending }),
    /** @param {File[]} files  one becomes a photo, several an album */
    photos: (shopperId, files, caption = "") =>
      post(shopperId, files.length > 1 ? "album" : "photo", asForm(files, { caption })),
    voice: (shopperId, file, seconds) => post(shopperId, "voice", asForm([file], { duration: Math.round(seconds) })),
  };
}

function asForm(files, fields) {
  const form = new FormData();
  for (const file of files) form.append("file", file, file.name);
  for (const [name, value] of Object.entries(fields)) if (value) form.append(name, String(value));
  return form;
}

function asPost(body, key) {
  const headers = { "X-Demo-Key": key };
  if (body instanceof FormData) return { method: "POST", headers, body };
  return { method: "POST", headers: { ...headers, "Content-Type": "application/json" }, body: JSON.stringify(body) };
}

async function request(path, options) {
  const response = await fetch(path, options).catch(() => {
    throw new ApiError(...NO_ANSWER);
  });
  if (!response.ok) throw await asError(response);
  return response;
}

async function asError(response) {
  const said = await response.json().catch(() => ({}));
  const message = said.error ?? said.description ?? `The shop answered ${response.status}.`;
  return new ApiError(message, said.fix ?? "Try again; if it stays, start “snaptap demo” again.", response.status);
}
