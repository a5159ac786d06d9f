import css from "./Tabs.module.css";

interface TabsProps {
  label: string;
  tabs: readonly { href: string; label: string; current: boolean }[];
}

/** Views of one page, each with its address: the way back leads through them. */
export function Tabs({ label, tabs }: TabsProps) {
  return (
    <nav class={css.tabs} aria-label={label}>
      {tabs.map((tab) => (
        <a key={tab.href} class={css.tab} href={tab.href} aria-current={tab.current ? "page" : undefined}>
          {tab.label}
        </a>
      ))}
    </nav>
  );
}
