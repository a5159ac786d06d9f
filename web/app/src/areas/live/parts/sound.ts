import { sound } from "../../../kernel/comfort";

export { sound };

export function setSound(on: boolean): void {
  sound.value = on;
  if (on) play("reveal");
}

/** Frequencies in hertz, one after another. */
const TUNES = {
  tick: [880],
  reveal: [523, 784],
  podium: [523, 659, 784, 1047],
} as const;

let context: AudioContext | null = null;

/** Play a few notes. Browsers stay silent until somebody has pressed something on the page. */
export function play(tune: keyof typeof TUNES): void {
  if (!sound.value || globalThis.AudioContext === undefined) return;
  try {
    context ??= new AudioContext();
    if (context.state === "suspended") return void context.resume();
    const output = context;
    TUNES[tune].forEach((frequency, index) => note(output, frequency, index * 0.14));
  } catch {
    // A machine without a sound card is no reason to stop a game.
  }
}

function note(output: AudioContext, frequency: number, after: number) {
  const begins = output.currentTime + after;
  const [tone, volume] = [output.createOscillator(), output.createGain()];
  tone.type = "triangle";
  tone.frequency.value = frequency;
  volume.gain.setValueAtTime(0.12, begins);
  volume.gain.exponentialRampToValueAtTime(0.001, begins + 0.25);
  tone.connect(volume).connect(output.destination);
  tone.start(begins);
  tone.stop(begins + 0.26);
}
