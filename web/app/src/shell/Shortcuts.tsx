import { Search } from "lucide-preact";
import type { ComponentType } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

import { language } from "../kernel/i18n";
import { t as shared } from "../kernel/messages";
import { navigate } from "../kernel/router";
import { Keys, isWriting, singleKeys } from "../kernel/shortcuts";
import { fail } from "../kernel/toast";
import { useWorld } from "../kernel/world";
import { IconButton } from "../ui/Button";
import { type Command, GOES, TABLE } from "./keymap";

type Window = "palette" | "keys";
type Shown = ComponentType<{ onClose: () => void; showKeys: () => void }>;

/** Each is loaded when it is first wanted, with its words. */
const LOADS: Record<Window, () => Promise<{ default: Shown }>> = {
  palette: () => import("./Palette"),
  keys: () => import("./KeysOverview"),
};

/** Keys that work on every page, and the button that opens the palette. */
export function Shortcuts() {
  const world = useWorld();
  const [shown, setShown] = useState<{ name: Window; Part: Shown } | null>(null);
  const keys = useRef(new Keys<Command>(TABLE));

  function show(name: Window) {
    Promise.all([LOADS[name](), import("./messages").then(({ t }) => t.load(language.value))]).then(
      ([{ default: Part }]) => setShown({ name, Part }),
      fail,
    );
  }

  function run(command: Command) {
    if (command === "palette" || command === "keys") show(command);
    else if (command === "write") {
      if (world.may("posts:create")) void import("./entries").then(({ write }) => write());
    } else void navigate(GOES[command.slice(3) as keyof typeof GOES].href);
  }

  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (event.defaultPrevented) return;
      const palette = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey);
      if (palette && !event.shiftKey && !event.altKey) {
        event.preventDefault();
        if (document.querySelector("dialog[open]") === null) show("palette");
        return;
      }
      if (!singleKeys.value || isWriting(event.target)) return;
      const command = keys.current.press(event);
      if (command === null) return;
      event.preventDefault();
      if (command !== "waiting") run(command);
    }
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);

  return (
    <>
      <IconButton
        icon={Search}
        label={shared("nav.search")}
        aria-keyshortcuts="Control+K"
        aria-haspopup="dialog"
        data-palette
        onClick={() => show("palette")}
      />
      {shown !== null && (
        <shown.Part key={shown.name} onClose={() => setShown(null)} showKeys={() => show("keys")} />
      )}
    </>
  );
}
