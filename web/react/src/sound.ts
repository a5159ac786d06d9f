/** Hertz, one after another. */
const NOTES = [659, 880];
const LENGTH = 0.18;

let context: AudioContext | null = null;

/** Two short notes. Browsers stay silent until somebody has pressed something on the page. */
export function chime(): void {
  if (globalThis.AudioContext === undefined) return;
  try {
    context ??= new AudioContext();
    const output = context;
    if (output.state === "suspended") return void output.resume();
    NOTES.forEach((frequency, index) => {
      const begins = output.currentTime + index * LENGTH;
      const [tone, volume] = [output.createOscillator(), output.createGain()];
      tone.frequency.value = frequency;
      volume.gain.setValueAtTime(0.1, begins);
      volume.gain.exponentialRampToValueAtTime(0.001, begins + LENGTH);
      tone.connect(volume).connect(output.destination);
      tone.start(begins);
      tone.stop(begins + LENGTH);
    });
  } catch {
    // A machine without a sound card shows it all the same.
  }
}
