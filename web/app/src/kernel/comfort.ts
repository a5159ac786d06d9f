import { effect, signal } from "@preact/signals";

const SOUND = "stunity.live.sound";
const MOTION = "stunity.motion";

/** Whether this device makes sounds. */
export const sound = signal(localStorage.getItem(SOUND) !== "off");

/** Whether the reader wants less motion, whatever the device says. */
export const still = signal(localStorage.getItem(MOTION) === "still");

effect(() => localStorage.setItem(SOUND, sound.value ? "on" : "off"));

effect(() => {
  if (still.value) document.documentElement.dataset.motion = "still";
  else delete document.documentElement.dataset.motion;
  localStorage.setItem(MOTION, still.value ? "still" : "free");
});

/** Whether things should appear where they are instead of moving there. */
export const movesLittle = (): boolean => still.value || matchMedia("(prefers-reduced-motion: reduce)").matches;
