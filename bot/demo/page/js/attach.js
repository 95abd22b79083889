/** Photos on their way in: chosen, pasted or dropped, looked at once more, then sent with a caption. */

import { openDialog } from "./dialog.js";
import { el, icon, iconButton } from "./dom.js";

/** Telegram's own limits for photos and albums. */
const LARGEST_BYTES = 10_000_000;
const ALBUM_MOST = 10;
const CAPTION_LIMIT = 1024;

/**
 * @param {Record<"button" | "input" | "field" | "zone" | "overlay", HTMLElement>} parts
 * @param {{send(files: File[], caption: string): Promise<void>, refuse(message: string, fix: string): void}} doors
 */
export function mountAttach({ button, input, field, zone, overlay }, doors) {
  function offer(files) {
    const photos = acceptable(files, doors.refuse);
    if (photos.length) openPreview(photos, doors);
  }

  button.addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    offer([...input.files]);
    input.value = "";
  });
  field.addEventListener("paste", (event) => {
    const files = [...event.clipboardData.files];
    if (!files.length) return;
    event.preventDefault();
    offer(files);
  });
  acceptDrops(zone, overlay, offer);
}

/** Entering a child leaves its parent, so entries are counted rather than believed. */
function acceptDrops(zone, overlay, offer) {
  let inside = 0;
  const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");
  const count = (step) => (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    inside = Math.max(0, inside + step);
    overlay.hidden = inside === 0;
  };
  zone.addEventListener("dragenter", count(1));
  zone.addEventListener("dragleave", count(-1));
  zone.addEventListener("dragover", (event) => carriesFiles(event) && event.preventDefault());
  zone.addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    inside = 0;
    overlay.hidden = true;
    offer([...event.dataTransfer.files]);
  });
}

/** What can be sent as photos; says why for the rest. */
function acceptable(files, refuse) {
  const pictures = files.filter((file) => file.type.startsWith("image/"));
  const photos = pictures.filter((file) => file.size <= LARGEST_BYTES);
  if (pictures.length < files.length) refuse("Only photos can be sent here.", "Choose a JPEG, PNG or WebP picture.");
  else if (photos.length < files.length) refuse("A photo is larger than 10 MB.", "Choose a smaller one.");
  else if (photos.length > ALBUM_MOST) refuse("An album holds ten photos.", "Send the others after these.");
  return photos.slice(0, ALBUM_MOST);
}

function openPreview(first, doors) {
  let files = first;
  const addresses = new Map();
  const grid = el("div.preview-grid", {});
  const words = { placeholder: "Add a caption", "aria-label": "Caption", "data-testid": "caption" };
  const caption = el("input.preview-caption", { ...words, maxlength: CAPTION_LIMIT, dir: "auto", autofocus: true });
  const send = el("button.primary", { type: "submit", "data-testid": "send-photos" }, icon("send"), "Send");
  const form = el("form.preview", {}, grid, el("div.preview-foot", {}, caption, send));
  const forget = () => addresses.forEach((address) => URL.revokeObjectURL(address));
  const options = { title: "Send a photo", kind: "preview-dialog", testid: "preview", onclose: forget };
  const dialog = openDialog(options, form);

  function addressOf(file) {
    if (!addresses.has(file)) addresses.set(file, URL.createObjectURL(file));
    return addresses.get(file);
  }

  function remove(file) {
    files = files.filter((each) => each !== file);
    if (files.length) draw();
    else dialog.close();
  }

  function draw() {
    const thumbs = files.map((file) => {
      const drop = iconButton("close.thumb-drop", `Leave out ${file.name}`, { onclick: () => remove(file) });
      return el("div.thumb", {}, el("img", { src: addressOf(file), alt: file.name }), drop);
    });
    grid.dataset.count = String(files.length);
    grid.replaceChildren(...thumbs);
    dialog.querySelector("h2").textContent = files.length > 1 ? `Send ${files.length} photos` : "Send a photo";
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    doors.send(files, caption.value.trim());
    dialog.close();
  });
  draw();
}
