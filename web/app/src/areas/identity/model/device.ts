/** In the order of asking: later ones name the earlier ones in what they send as well. */
const BROWSERS: readonly [RegExp, string][] = [
  [/^stunity-cli\//, "Stunity CLI"],
  [/Edg(e|A|iOS)?\//, "Edge"],
  [/OPR\//, "Opera"],
  [/SamsungBrowser\//, "Samsung Internet"],
  [/(Firefox|FxiOS)\//, "Firefox"],
  [/(Chrome|CriOS|Chromium|HeadlessChrome)\//, "Chrome"],
  [/Safari\//, "Safari"],
];
const SYSTEMS: readonly [RegExp, string][] = [
  [/iPhone|iPad/, "iOS"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/Mac OS X|Macintosh|Darwin/, "macOS"],
  [/CrOS/, "ChromeOS"],
  [/Linux/, "Linux"],
];

/** What people call the program and the system that a device says it is; null where it says neither. */
export function nameOf(userAgent: string | null): string | null {
  const find = (all: typeof BROWSERS) => all.find(([pattern]) => pattern.test(userAgent ?? ""))?.[1];
  return [find(BROWSERS), find(SYSTEMS)].filter(Boolean).join(" · ") || null;
}

export const isPhone = (userAgent: string | null): boolean => /Mobi|Android|iPhone|iPad/.test(userAgent ?? "");
