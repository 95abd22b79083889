/** The phone put together: the parts of the page, the one chat on the screen, and what a shopper can do. */

import { createApi, fetchCommands, fetchConfig } from "./api.js";
import { mountAttach } from "./attach.js";
import { mountComposer } from "./composer.js";
import { createDeeds } from "./deeds.js";
import { enlarge } from "./dialog.js";
import { el, part } from "./dom.js";
import { mountGhosts, mountOutbox } from "./ghosts.js";
import { mountReplyKeyboard } from "./keyboards.js";
import { mountLog } from "./log.js";
import { mountNotices } from "./notices.js";
import { mountPanel } from "./panel.js";
import { mountPin } from "./pin.js";
import { mountSamples } from "./samples.js";
import { createSession } from "./session.js";
import { createSheet } from "./sheet.js";
import { mountShoppers } from "./shoppers.js";
import { createStore } from "./store.js";
import { mountVoice } from "./voice.js";
import { mountWelcome } from "./welcome.js";

/** @param {import("./types.js").Config} config */
function run(config) {
  const store = createStore();
  const noticeParts = { toasts: part("toasts"), troubles: part("troubles"), line: part("line") };
  const notices = mountNotices(noticeParts, config.shop.name);
  const session = createSession(config.shoppers, store, notices.online);
  const deeds = createDeeds(createApi(config.key), session, notices, mountOutbox(part("outbox")));
  const actions = createActions(config, deeds, notices, () => views);
  const sceneOf = (chat) => ({ config, shopper: session.shopper, chat, actions });
  const views = {
    ...mountConversation(config, deeds, actions, sceneOf),
    ...mountFoot(store, session, deeds, notices),
    panel: mountPanel(panelParts(), sceneOf),
    sheet: createSheet(deeds, sceneOf),
  };
  const samples = mountSamples({ tray: part("samples"), toggle: part("samples-toggle") }, config.samples, deeds.sample);
  const welcome = mountWelcome(welcomeParts(samples), config.suggestions, deeds, session);

  for (const view of [views.log, views.ghosts, views.pin, views.panel, views.sheet, views.keyboard, welcome]) {
    store.subscribe(view.onChange);
  }
  store.subscribe((chat, { name, data }) => {
    if (name === "toast") notices.answered(data);
    if (name === "reset" || name === "commands") loadCommands(session.shopper, views.composer);
    if (name === "history") followLink(session, deeds);
  });

  dress(config);
  runSwitch(config.shoppers, session, views.composer);
}

/** @returns {import("./types.js").Actions} */
function createActions(config, deeds, notices, views) {
  const copied = () => notices.toast("Copied");
  const notCopied = () => notices.trouble("The browser would not let this page copy.", "Select the text and copy it.");
  return {
    botUsername: config.bot.username,
    enlarge,
    tap: deeds.tap,
    say: deeds.quickSay,
    start: deeds.start,
    pay: (message) => views().sheet.show(message),
    edit: (message) => views().composer.startEditing(message),
    compose: (text) => views().composer.compose(text),
    jumpTo: (messageId) => views().log.jumpTo(messageId),
    copy: (text) => navigator.clipboard.writeText(text).then(copied, notCopied),
  };
}

function mountConversation(config, deeds, actions, sceneOf) {
  const logParts = { scroller: part("scroller"), list: part("log"), content: part("content"), jump: part("jump") };
  return {
    log: mountLog(logParts, sceneOf),
    ghosts: mountGhosts({ typing: part("typing"), draft: part("draft") }, config.shop.name, actions),
    pin: mountPin({ bar: part("pin"), words: part("pin-words") }, actions.jumpTo),
  };
}

function mountFoot(store, session, deeds, notices) {
  const field = part("composer-text");
  const composer = mountComposer(composerParts(field), { say: deeds.say, edit: deeds.edit, chat: () => store.chat });
  const doors = { say: deeds.quickSay, refuse: notices.trouble, placeholder: composer.placeholder };
  const keyboard = mountReplyKeyboard(part("reply-keyboard"), doors);
  mountAttach(
    { button: part("attach"), input: part("files"), field, zone: part("chat"), overlay: part("drop") },
    { send: deeds.photos, refuse: notices.trouble },
  );
  mountVoice(voiceParts(), { send: deeds.voice, refuse: notices.trouble });
  return { composer, keyboard };
}

/** Changing hands: what was half written stays with the one who wrote it. */
function runSwitch(shoppers, session, composer) {
  const halfWritten = new Map();
  const menu = mountShoppers({ button: part("shopper-button"), menu: part("shopper-menu") }, shoppers, (next) => {
    if (next.id === session.shopper.id) return;
    halfWritten.set(session.shopper.id, composer.text());
    composer.begin(halfWritten.get(next.id) ?? "");
    session.enter(next);
    menu.mark(next);
  });
  menu.mark(session.shopper);
  session.enter();
  composer.focus();
}

function followLink(session, deeds) {
  const payload = session.takePayload();
  if (payload !== null) deeds.start(payload);
}

async function loadCommands(shopper, composer) {
  // Without its commands the chat still works, and trouble with the line is told by the stream.
  composer.setCommands(await fetchCommands(shopper.id).catch(() => []));
}

function dress({ shop }) {
  part("shop-name").textContent = shop.name;
  part("tagline").textContent = shop.tagline;
  document.title = shop.name;
}

const composerParts = (field) => ({
  field, form: part("composer"), send: part("send"), record: part("record"),
  slash: part("slash"), commands: part("commands"), editing: part("editing"),
});

const voiceParts = () => ({
  button: part("record"), bar: part("recording"), time: part("recording-time"), words: part("recording-words"),
  cancel: part("recording-cancel"), finish: part("recording-send"),
});

const panelParts = () => ({
  panel: part("panel"), body: part("panel-body"), toggle: part("panel-toggle"),
  close: part("panel-close"), veil: part("veil"), page: part("page"),
});

const welcomeParts = (samples) => ({
  samples, root: part("welcome"), hello: part("hello"), start: part("start"), chips: part("suggestions"),
});

function showClosed(error) {
  const again = el("button.primary", { onclick: () => location.reload() }, "Try again");
  part("closed").replaceChildren(el("h2", {}, error.message), el("p", {}, error.fix ?? ""), again);
  part("closed").hidden = false;
}

fetchConfig().then(run, showClosed);
