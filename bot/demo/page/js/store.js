/** What the page knows of one chat: every event is folded in here first, then told to whoever draws. */

const ACTION_MS = 5000;
const DRAFT_MS = 30_000;

/** Each fold changes the chat by one kind of event. Messages are replaced, never changed, so identity tells news. */
const FOLDS = {
  history(chat, data) {
    chat.messages = new Map(data.messages.map((message) => [message.message_id, known(chat, message)]));
    chat.pinned = data.pinned ?? null;
    chat.keyboard = data.keyboard ?? null;
    chat.action = null;
    chat.draft = null;
    // Nothing is left of this chat: the stand-in was emptied or started again, and counts its events from one.
    if (!chat.messages.size) Object.assign(chat, { sheets: new Map(), traces: [], told: new Set() });
  },
  message(chat, message) {
    chat.messages.set(message.message_id, message);
    if (message.pinned_message) chat.pinned = message.pinned_message.message_id;
    if (!message.from?.is_bot) return;
    chat.action = null;
    chat.draft = null;
  },
  edit(chat, message) {
    if (chat.messages.has(message.message_id)) chat.messages.set(message.message_id, message);
  },
  delete(chat, { message_ids }) {
    for (const id of message_ids) chat.messages.delete(id);
    if (message_ids.includes(chat.pinned)) chat.pinned = null;
  },
  action: (chat, { action }) => void (chat.action = action),
  draft: (chat, draft) => void (chat.draft = draft.text ? draft : null),
  pinned: (chat, { message_id }) => void (chat.pinned = message_id ?? null),
  keyboard: (chat, keyboard) => void (chat.keyboard = keyboard.remove_keyboard ? null : keyboard),
  sheet(chat, { message_id, state, error }) {
    chat.sheets.set(message_id, [...(chat.sheets.get(message_id) ?? []), { state, error: error ?? null }]);
  },
  trace: (chat, trace) => void chat.traces.push(trace),
};

/** After a reconnect most of the past is what it was: keeping those very objects keeps the screen still. */
function known(chat, message) {
  const before = chat.messages.get(message.message_id);
  return JSON.stringify(before) === JSON.stringify(message) ? before : message;
}

/** @returns {import("./types.js").Chat} */
export function emptyChat() {
  const passing = { pinned: null, keyboard: null, action: null, draft: null };
  return { messages: new Map(), ...passing, sheets: new Map(), traces: [], told: new Set() };
}

/** Payments and traces are told again to whoever comes back; what was heard once is not news. */
function wasTold(chat, name, id) {
  if (!id || (name !== "sheet" && name !== "trace")) return false;
  const again = chat.told.has(id);
  chat.told.add(id);
  return again;
}

/**
 * Holds the chat on the screen. Subscribers get `(chat, change)` after each event has been folded in.
 * @typedef {import("./types.js").Chat} Chat
 * @typedef {import("./types.js").Change} Change
 * @returns {{readonly chat: Chat, reset(): void, apply(name: string, data: any, id?: string): void,
 *            subscribe(listener: (chat: Chat, change: Change) => void): void}}
 */
export function createStore() {
  let chat = emptyChat();
  const listeners = [];
  const timers = { action: 0, draft: 0 };

  function tell(change) {
    for (const listener of listeners) listener(chat, change);
  }

  function expire(name, ms) {
    clearTimeout(timers[name]);
    timers[name] = setTimeout(() => {
      chat[name] = null;
      tell({ name, data: null });
    }, ms);
  }

  return {
    get chat() {
      return chat;
    },
    reset() {
      Object.values(timers).forEach(clearTimeout);
      chat = emptyChat();
      tell({ name: "reset", data: null });
    },
    apply(name, data, id) {
      if (wasTold(chat, name, id)) return;
      FOLDS[name]?.(chat, data);
      if (name === "action") expire("action", ACTION_MS);
      if (name === "draft") expire("draft", DRAFT_MS);
      tell({ name, data });
    },
    subscribe: (listener) => void listeners.push(listener),
  };
}
