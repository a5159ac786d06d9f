/** Where readers were on the pages that they left, for when they come back to them. */

/**
 * How far down; and which article began where in the window, for what has come above it since, or
 * comes a moment after the page.
 */
type Spot = [top: number, heading?: string, at?: number];

const STORE = "stunity.spots";
/** So long nothing may have moved until a page has settled. */
const CALM = 1500;
const MOVES = ["wheel", "touchstart", "pointerdown", "keydown"];

const spots = new Map<string, Spot>(kept());
/** The entry whose page is on the screen, with its reader where they were. */
let settled = "";

function kept(): [string, Spot][] {
  try {
    return JSON.parse(sessionStorage.getItem(STORE) ?? "[]") as [string, Spot][];
  } catch {
    return [];
  }
}

/** Keep where the reader of this entry of the history is. */
export function remember(key: string): void {
  // A page that has not come yet, or is on its way to its place, says nothing of where its reader was.
  if (key !== settled) return;
  spots.set(key, [window.scrollY, ...firstArticle()]);
  sessionStorage.setItem(STORE, JSON.stringify([...spots].slice(-50)));
}

function firstArticle(): [] | [string, number] {
  for (const heading of document.querySelectorAll("article h2[id]")) {
    const { top } = heading.getBoundingClientRect();
    if (top > 0) return [heading.id, top];
  }
  return [];
}

/** Bring the reader to where they were on this entry, until its page has come and has settled. */
export function restore(key: string): () => void {
  const [top, heading = "", at = 0] = spots.get(key) ?? [0];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const watcher = new ResizeObserver(move);
  function move() {
    // Whoever was at the very top is there again, with what is new before them.
    const article = top > 0 ? document.getElementById(heading) : null;
    const goal = article === null ? top : window.scrollY + article.getBoundingClientRect().top - at;
    window.scrollTo({ top: goal });
    clearTimeout(timer);
    const lowest = document.documentElement.scrollHeight - window.innerHeight;
    if (lowest >= goal - 1) timer = setTimeout(stop, CALM);
  }
  function stop() {
    settled = key;
    clearTimeout(timer);
    watcher.disconnect();
    for (const name of MOVES) window.removeEventListener(name, stop);
  }
  settled = "";
  move();
  if (top === 0) stop();
  else {
    // Whoever moves meanwhile knows better.
    for (const name of MOVES) window.addEventListener(name, stop);
    watcher.observe(document.body);
  }
  return stop;
}
