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
  /** Asked for each time it opens; what makes them may have to be loaded. */
  items: () => MenuItem[] | Promise<MenuItem[]>;
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
  const [shown, setShown] = useState<MenuItem[] | null>(null);

  async function toggle() {
    if (shown !== null) {
      setShown(null);
      return;
    }
    const [loaded, made] = await Promise.all([loadList(), items()]);
    setList(() => loaded);
    setShown(made);
  }

  return (
    <span ref={button} onPointerEnter={() => void loadList()} onFocusIn={() => void loadList()}>
      <IconButton
        icon={icon}
        label={label}
        aria-haspopup="menu"
        aria-expanded={shown !== null}
        onClick={() => void toggle()}
      />
      {shown !== null && List !== null && (
        <List
          label={label}
          items={shown}
          anchor={() => button.current?.querySelector("button") ?? null}
          onClose={() => setShown(null)}
        />
      )}
    </span>
  );
}
