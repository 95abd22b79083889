/** One voice message being recorded from the microphone. */

/** A slip of the finger is no message. */
const SHORTEST_MS = 400;
const CONTAINERS = ["audio/ogg;codecs=opus", "audio/webm;codecs=opus", "audio/mp4"];

/**
 * Asks for the microphone and begins.
 * @returns {Promise<{seconds(): number, stop(): Promise<File | null>}>} `stop` gives null for a recording too short
 * @throws {DOMException} when the microphone is forbidden or missing
 */
export async function startRecording() {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const mimeType = CONTAINERS.find((type) => MediaRecorder.isTypeSupported(type));
  const recorder = new MediaRecorder(stream, { mimeType });
  const began = performance.now();
  const pieces = [];
  recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
  recorder.start();

  async function stop() {
    const long = performance.now() - began >= SHORTEST_MS;
    const stopped = new Promise((resolve) => recorder.addEventListener("stop", resolve, { once: true }));
    recorder.stop();
    await stopped;
    for (const track of stream.getTracks()) track.stop();
    return long ? asFile(pieces, recorder.mimeType) : null;
  }

  return { stop, seconds: () => (performance.now() - began) / 1000 };
}

function asFile(pieces, type) {
  const ending = type.includes("ogg") ? "ogg" : type.includes("mp4") ? "m4a" : "webm";
  return new File(pieces, `voice.${ending}`, { type: type.split(";")[0] });
}
