import * as menu from "@zag-js/menu";
import { normalizeProps, useMachine } from "@zag-js/react";
import { createPortal } from "preact/compat";
import { useId } from "preact/hooks";

import type { MenuItem } from "./Menu";
import css from "./Menu.module.css";

export interface MenuListProps {
  label: string;
  items: MenuItem[];
  anchor: () => HTMLElement | null;
  onClose: () => void;
}

/** The open menu: arrow keys and letters move, Escape and a press elsewhere close, it stays inside the window. */
export function MenuList({ label, items, anchor, onClose }: MenuListProps) {
  const service = useMachine(menu.machine, {
    id: useId(),
    defaultOpen: true,
    "aria-label": label,
    positioning: {
      placement: "bottom-end",
      gutter: 4,
      getAnchorElement: anchor,
    },
    onSelect: ({ value }) => items[Number(value)]?.act(),
    onOpenChange: ({ open }) => {
      if (open) return;
      onClose();
      // Whatever was chosen may have moved the focus on purpose.
      requestAnimationFrame(() => {
        if (document.activeElement === document.body) anchor()?.focus({ preventScroll: true });
      });
    },
  });
  const api = menu.connect(service, normalizeProps);
  return createPortal(
      <div {...api.getPositionerProps()}>
        <div {...api.getContentProps()} class={css.menu}>
          {items.map(({ icon: Icon, label: name, danger }, index) => (
            <div
              key={name}
              {...api.getItemProps({ value: String(index) })}
              class={css.item}
              data-danger={danger}
            >
              <Icon size={18} aria-hidden="true" />
              {name}
            </div>
          ))}
        </div>
      </div>,
    document.body,
  );
}
