/** Pictures, sounds, files and places inside a bubble. */

import { el, icon, iconButton, prefersStillness, spoken } from "./dom.js";
import { duration, fileSize } from "./format.js";

const SHARP_ENOUGH = 800;
/** A picture is shrunk to this many cells a side to learn the colour of its corner. */
const EDGE_GRID = 12;

/** Everything of a message that is not words; null when there is nothing. */
export function renderMedia(message, scene) {
  if (message.photo) return photo(message, scene);
  if (message.sticker) return sticker(message);
  if (message.video ?? message.animation) return video(message);
  if (message.voice ?? message.audio) return sound(message);
  if (message.location ?? message.venue) return place(message);
  if (message.document) return file(message);
  return null;
}

function urlOf(message, media) {
  return message.urls?.[media?.file_id] ?? "";
}

/**
 * A photo in a frame of its own shape, so nothing moves when the picture arrives.
 * @returns {HTMLElement} a button that shows the photo large
 */
export function photo(message, scene) {
  const sizes = [...message.photo].sort((a, b) => a.width - b.width);
  const shown = sizes.find((size) => size.width >= SHARP_ENOUGH) ?? sizes.at(-1);
  const largest = sizes.at(-1);
  const { width, height } = shown;
  const image = el("img", { src: urlOf(message, shown), alt: "", loading: "lazy", decoding: "async", width, height });
  const frame = el("button.photo", { "data-focus": "photo" }, image);
  frame.style.aspectRatio = String(Math.min(2, Math.max(0.75, width / height)));
  frame.dataset.large = urlOf(message, largest);
  frame.dataset.title = titleOf(message);
  image.addEventListener("load", () => surround(image));
  frame.setAttribute("aria-label", `Show larger: ${frame.dataset.title}`);
  frame.addEventListener("click", () => scene.actions.enlarge(frame.dataset.large, frame.dataset.title));
  return frame;
}

/** What a picture leaves free of its frame takes the colour of its edge, so a product on white stands on white. */
function surround(image) {
  const frame = image.closest(".photo");
  if (!frame || !image.naturalWidth) return;
  const canvas = el("canvas", { width: EDGE_GRID, height: EDGE_GRID });
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.drawImage(image, 0, 0, EDGE_GRID, EDGE_GRID);
  const { data } = pen.getImageData(0, 0, EDGE_GRID, 1);
  frame.style.backgroundColor = `rgb(${data[0]} ${data[1]} ${data[2]})`;
}

function titleOf(message) {
  return (message.caption ?? "").split("\n", 1)[0] || (message.from?.is_bot ? "photo from the shop" : "your photo");
}

/**
 * Puts the frame that is already on the screen where a new one would go: it keeps its height, and the new
 * picture takes over only when it can be painted. So paging through cards neither jumps nor flickers.
 * @param {HTMLElement} shown @param {HTMLElement} next
 */
export function adoptFrame(shown, next) {
  const [oldImage, newImage] = [shown.querySelector("img"), next.querySelector("img")];
  for (const name of ["large", "title"]) shown.dataset[name] = next.dataset[name];
  shown.setAttribute("aria-label", next.getAttribute("aria-label"));
  next.replaceWith(shown);
  const source = newImage.getAttribute("src");
  if ((shown.dataset.coming ?? oldImage.getAttribute("src")) === source) return;
  shown.dataset.coming = source;
  newImage.loading = "eager";
  const swap = () => {
    if (shown.dataset.coming !== source) return;
    shown.replaceChildren(newImage);
    surround(newImage);
  };
  newImage.decode().then(swap, swap);
}

function sticker(message) {
  const { sticker: piece } = message;
  const source = urlOf(message, piece);
  if (!source || piece.is_animated) return el("p.sticker-emoji", {}, piece.emoji ?? "🙂");
  const label = `Sticker ${piece.emoji ?? ""}`;
  return el("img.sticker", { src: source, alt: label, loading: "lazy", width: piece.width, height: piece.height });
}

function video(message) {
  const clip = message.video ?? message.animation;
  const moving = message.animation && !prefersStillness();
  const ways = { controls: true, preload: "metadata", loop: moving, playsinline: true };
  const player = el("video.video", { src: urlOf(message, clip), ...ways });
  player.setAttribute("aria-label", message.caption ?? "Video");
  player.muted = Boolean(message.animation);
  player.autoplay = Boolean(moving);
  if (clip.width && clip.height) player.style.aspectRatio = String(clip.width / clip.height);
  return player;
}

function sound(message) {
  const record = message.voice ?? message.audio;
  const audio = el("audio", { src: urlOf(message, record), preload: "none" });
  const toggle = iconButton("play.sound-toggle", "Play voice message", { "data-focus": "sound" });
  const range = { type: "range", min: "0", max: "100", value: "0", step: "0.5" };
  const track = el("input", { ...range, "aria-label": "Position in the voice message" });
  const time = el("span.sound-time", {}, duration(record.duration));
  // Recordings made in a browser carry no length in their header; Telegram's own figure is the better one.
  const length = () => (Number.isFinite(audio.duration) ? audio.duration : record.duration) || 1;
  toggle.addEventListener("click", () => (audio.paused ? audio.play() : audio.pause()));
  track.addEventListener("input", () => (audio.currentTime = (track.valueAsNumber / 100) * length()));
  audio.addEventListener("timeupdate", () => {
    track.value = String((audio.currentTime / length()) * 100);
    time.textContent = duration(audio.currentTime || record.duration);
  });
  for (const name of ["play", "pause", "ended"]) {
    audio.addEventListener(name, () => showPlaying(toggle, !audio.paused && !audio.ended));
  }
  return el("div.sound", {}, toggle, track, time, audio);
}

function showPlaying(toggle, playing) {
  const label = playing ? "Pause voice message" : "Play voice message";
  toggle.setAttribute("aria-label", label);
  toggle.title = label;
  toggle.replaceChildren(icon(playing ? "pause" : "play"));
}

function file(message) {
  const { document: paper } = message;
  const name = paper.file_name ?? "File";
  const size = el("span.file-size", {}, fileSize(paper.file_size));
  const words = el("span.file-words", {}, el("span.file-name", {}, name), size);
  const mark = el("span.file-icon", {}, icon("file"));
  return el("a.file", { href: urlOf(message, paper), download: name }, mark, words, spoken("Download"));
}

function place(message) {
  const { latitude, longitude } = message.location ?? message.venue.location;
  const title = message.venue?.title ?? "Location";
  const where = message.venue?.address ?? `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`;
  const words = el("span.place-words", {}, el("strong", {}, title), el("span", {}, where));
  return el("a.place", { href: `geo:${latitude},${longitude}` }, el("span.place-map", {}, icon("pin")), words);
}
