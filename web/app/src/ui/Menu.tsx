import type { LucideIcon } from "lucide-preact";
import type { ComponentType } from "preact";
import { useRef, useState } from "preact/hooks";

import { IconButton } from "./Button";
import type { MenuListProps } from "./MenuList";

export interface MenuItem {
  icon: LucideIcon;
  label: string;
  act: () => void;
  danger?: boolean;
}

interface MenuProps {
  icon: LucideIcon;
  label: string;
  /** Asked for each time it opens. */
  items: () => MenuItem[];
}

type List = ComponentType<MenuListProps>;
const loadList = () => import("./MenuList").then((module) => module.MenuList);

/**
 * A button that opens a menu. What draws and steers the menu is loaded when somebody is about to
 * open one: it is a third of what the feed needs otherwise.
 */
export function Menu({ icon, label, items }: MenuProps) {
  const button = useRef<HTMLSpanElement>(null);
  const [List, setList] = useState<List | null>(null);
  const [open, setOpen] = useState(false);

  async function toggle() {
    const loaded = await loadList();
    setList(() => loaded);
    setOpen((before) => !before);
  }

  return (
    <span ref={button} onPointerEnter={() => void loadList()} onFocusIn={() => void loadList()}>
      <IconButton
        icon={icon}
        label={label}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => void toggle()}
      />
      {open && List !== null && (
        <List
          label={label}
          items={items()}
          anchor={() => button.current?.querySelector("button") ?? null}
          onClose={() => setOpen(false)}
        />
      )}
    </span>
  );
}
