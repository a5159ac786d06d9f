import { useEffect, useState } from "preact/hooks";

const EVERY = 3000;

/** A file of the local stack, read again every few seconds; null where there is none. */
export function useFile<T>(path: string): T | null | undefined {
  const [content, setContent] = useState<T | null>();
  useEffect(() => {
    const look = () => {
      if (document.visibilityState === "visible") void read<T>(path).then(setContent);
    };
    look();
    const timer = setInterval(look, EVERY);
    return () => clearInterval(timer);
  }, [path]);
  return content;
}

async function read<T>(path: string): Promise<T | null> {
  try {
    const response = await fetch(path, { cache: "no-store" });
    return response.ok ? ((await response.json()) as T) : null;
  } catch {
    return null;
  }
}
