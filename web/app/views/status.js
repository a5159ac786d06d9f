import { fill, h } from "../dom.js";

/** @typedef {import("../context.js").Context} Context */

/**
 * How this page hears of news, in colour and in words.
 *
 * @param {Context} context
 * @param {import("../dom.js").Scope} scope
 */
export function statusPill({ t, workspace: { live } }, scope) {
  const text = h("span.status-text");
  const pill = h(
    "p.status",
    { role: "status" },
    h("span.status-dot", { "aria-hidden": "true" }),
    text,
  );
  const show = () => {
    pill.dataset.status = live.status;
    pill.title = t(`live.hint.${live.status}`);
    text.textContent = t(`live.${live.status}`);
  };
  scope.add(live.on("status", show));
  show();
  return pill;
}

/**
 * A quiet line below the header while the service works without one of its parts.
 *
 * @param {Pick<Context, "t" | "degradation">} context
 * @param {import("../dom.js").Scope} scope
 */
export function degradedLine({ t, degradation }, scope) {
  const line = h("p.banner.banner-quiet", { role: "status" });
  const show = () => {
    line.hidden = !degradation.active;
    line.textContent = degradation.active ? t("service.degraded") : "";
  };
  scope.add(degradation.on("change", show));
  show();
  return line;
}

/**
 * A line below the header while news does not arrive live.
 *
 * @param {Context} context
 * @param {import("../dom.js").Scope} scope
 */
export function statusBanner({ t, workspace: { live } }, scope) {
  const banner = h("div.banner", { hidden: true });
  const show = () => {
    const away = live.status === "polling" || live.status === "offline";
    banner.hidden = !away;
    banner.dataset.status = live.status;
    if (!away) return;
    const again = { type: "button", onclick: () => live.reconnect() };
    fill(
      banner,
      h("span", {}, t(`live.banner.${live.status}`)),
      h("button.button.button-small", again, t("live.tryNow")),
    );
  };
  scope.add(live.on("status", show));
  show();
  return banner;
}
