import { useEffect, useRef } from "preact/hooks";

import css from "./Tabs.module.css";

interface TabsProps {
  label: string;
  tabs: readonly { href: string; label: string; current: boolean }[];
}

/** Views of one page, each with its address: the way back leads through them. */
export function Tabs({ label, tabs }: TabsProps) {
  const row = useRef<HTMLElement>(null);
  const current = tabs.find((tab) => tab.current)?.href;
  // Where not all of them fit, the one of now is to be seen.
  useEffect(() => {
    const tab = row.current?.querySelector<HTMLElement>("[aria-current]");
    if (row.current && tab) row.current.scrollLeft += tab.getBoundingClientRect().right - row.current.getBoundingClientRect().right;
  }, [current]);
  return (
    <nav ref={row} class={css.tabs} aria-label={label}>
      {tabs.map((tab) => (
        <a key={tab.href} class={css.tab} href={tab.href} aria-current={tab.current ? "page" : undefined}>
          {tab.label}
        </a>
      ))}
    </nav>
  );
}
