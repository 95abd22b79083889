/** The microphone button: hold it and let go to send, or press it shortly (or by key) and press send when done. */

import { duration } from "./format.js";
import { startRecording } from "./recorder.js";

/** A press shorter than this is a tap: recording goes on without the finger. */
const HOLD_MS = 350;

/**
 * @param {Record<"button" | "bar" | "time" | "words" | "cancel" | "finish", HTMLElement>} parts
 * @param {{send(file: File, seconds: number): void, refuse(message: string, fix: string): void}} doors
 */
export function mountVoice({ button, bar, time, words, cancel, finish }, doors) {
  const session = createVoiceSession(doors, { show, tick });
  let pressed = 0;

  function tick(seconds) {
    time.textContent = duration(seconds);
  }

  function show(recording) {
    bar.hidden = !recording;
    if (!recording) button.focus();
    else showHow();
  }

  function showHow() {
    words.textContent = pressed ? "Let go to send" : "Recording…";
    if (!pressed) finish.focus();
  }

  function press(event) {
    if (event.button !== 0) return;
    pressed = performance.now();
    // Without this the release would be lost once the finger has wandered off the button.
    button.setPointerCapture(event.pointerId);
    session.start();
  }

  function release() {
    const held = performance.now() - pressed;
    pressed = 0;
    if (held >= HOLD_MS) session.finish(true);
    else if (!bar.hidden) showHow();
  }

  button.addEventListener("pointerdown", press);
  button.addEventListener("pointerup", release);
  button.addEventListener("pointercancel", () => ((pressed = 0), session.finish(false)));
  // A keyboard's press is a click without a pointer.
  button.addEventListener("click", (event) => event.detail === 0 && session.start());
  cancel.addEventListener("click", () => session.finish(false));
  finish.addEventListener("click", () => session.finish(true));
  bar.addEventListener("keydown", (event) => event.key === "Escape" && session.finish(false));
}

/** At most one recording at a time. Letting go while the browser still asks for the microphone ends it unsent. */
function createVoiceSession(doors, { show, tick }) {
  let starting = null;
  let timer;

  async function start() {
    if (starting) return;
    starting = startRecording();
    try {
      const recording = await starting;
      timer = setInterval(() => tick(recording.seconds()), 200);
      tick(0);
      show(true);
    } catch (error) {
      starting = null;
      refuse(error, doors);
    }
  }

  async function finish(wanted) {
    const recording = await starting?.catch(() => null);
    if (!recording || !starting) return;
    starting = null;
    clearInterval(timer);
    show(false);
    const seconds = recording.seconds();
    const file = await recording.stop();
    if (wanted && file) doors.send(file, seconds);
  }

  return { start, finish };
}

function refuse(error, doors) {
  const forbidden = error.name === "NotAllowedError";
  const fix = forbidden ? "Allow it for this page in the browser's address bar." : "Plug one in, or type instead.";
  doors.refuse("The microphone cannot be used.", fix);
}
