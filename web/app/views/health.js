import { attributes, fill, h } from "../dom.js";
import { icon } from "../icons.js";
import { messageOf } from "../errors.js";
import { Health, conditionOf, newest } from "../model/health.js";
import { emptyState, errorState, skeletons, timeOf } from "./parts.js";
import { sparkline } from "./sparkline.js";

/** @typedef {import("../context.js").Context} Context */
/** @typedef {import("../model/health.js").Measure} Measure */
/** @typedef {import("../../client/api/types.js").RealtimeMetrics} RealtimeMetrics */
/** @typedef {import("../../client/api/types.js").RelayInstance} RelayInstance */

/**
 * How the live connections are, for those who run a school.
 *
 * @param {Context} context
 * @param {import("../dom.js").Scope} scope
 */
export function healthView(context, scope) {
  const { t, workspace } = context;
  const health = new Health(() => workspace.api.realtimeMetrics());
  const state = h("div");
  const figures = h("div.figures");
  const instances = h("ul.instances");
  const foot = h("p.health-foot");
  const content = h(
    "div.health",
    { hidden: true },
    figures,
    h("h2", { id: "health-instances" }, t("health.instances")),
    instances,
    foot,
  );

  function show() {
    const { metrics, error } = health;
    const here = metrics !== null && metrics.instances.length > 0;
    content.hidden = !here;
    if (metrics === null) {
      const again = () => void health.start();
      fill(
        state,
        error === null
          ? skeletons(context, 3, "row")
          : errorState(context, t("health.error"), error, again),
      );
      return;
    }
    fill(
      state,
      error !== null && h("p.health-stale", { role: "status" }, icon("alert"), stale(error)),
      !here && emptyState("server", t("health.empty"), t("health.emptyHint")),
    );
    if (!here) return;
    fill(figures, ...figuresOf(context, health, metrics));
    const now = newest(metrics);
    fill(instances, ...metrics.instances.map((one) => instanceOf(context, one, now)));
    fill(foot, t("health.read"), " ", timeOf(context, health.readAt));
  }

  /** @param {unknown} error */
  function stale(error) {
    return `${t("health.stale")} ${messageOf(error, t)}`;
  }

  const onVisible = () => document.visibilityState === "visible" && void health.start();
  document.addEventListener("visibilitychange", onVisible);
  scope.add(
    health.on("change", show),
    () => health.stop(),
    () => document.removeEventListener("visibilitychange", onVisible),
  );
  attributes(instances, { "aria-labelledby": "health-instances" });
  show();
  void health.start();
  return h(
    "section.card.panel",
    { "aria-labelledby": "health-title" },
    h("h1", { id: "health-title" }, t("health.title")),
    h("p.health-lead", {}, t("health.lead")),
    state,
    content,
  );
}

/**
 * @param {Context} context
 * @param {Health} health
 * @param {RealtimeMetrics} metrics
 */
function figuresOf(context, health, metrics) {
  const { t, i18n, workspace } = context;
  const { tenant } = workspace.me;
  const school = (i18n.language === "km" && tenant.nameKh) || tenant.name;
  // What all schools make together is told to operators of the platform only.
  const operates = metrics.connectionsLimit !== null;
  const limit = t("health.limit", { count: metrics.connectionsLimit ?? 0 });
  const number = (/** @type {number} */ value) => i18n.number(rounded(value));
  /** @type {[Measure, (value: number) => string, string][]} */
  const all = [
    ["connections", number, limit],
    ["own", number, school],
    ["lag", (value) => t("health.ms", { count: value }), t("health.lagHint")],
    ["events", number, t("health.perSecond")],
    ["deliveries", number, t("health.perSecond")],
    ["bytes", (value) => bytes(context, value), t("health.perSecond")],
  ];
  const shown = operates ? all : all.filter(([name]) => name === "own" || name === "lag");
  return shown.map(([name, say, hint]) => figure(context, health, name, say, hint));
}

/**
 * @param {Context} context
 * @param {Health} health
 * @param {Measure} name
 * @param {(value: number) => string} say
 * @param {string} hint
 */
function figure({ t }, health, name, say, hint) {
  const points = health.history[name];
  const values = points.flatMap(({ value }) => (value === null ? [] : [value]));
  const now = points.length === 0 ? null : points[points.length - 1].value;
  const title = t(`health.${name}`);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const range = values.length === 0 ? "–" : `${say(least)} – ${say(most)}`;
  const label = t("health.chart", { name: title, range });
  return h(
    "div.figure",
    {},
    h("h2.figure-name", {}, title),
    h("p.figure-value", {}, now === null ? "–" : say(now)),
    h("p.figure-hint", {}, hint),
    values.length > 0 && sparkline(points, label),
  );
}

/**
 * @param {Context} context
 * @param {RelayInstance} instance
 * @param {number} now
 */
function instanceOf(context, instance, now) {
  const { t, i18n } = context;
  const { connections, connectionsLimit } = instance;
  const condition = conditionOf(instance, now);
  const milliseconds = (/** @type {number | null} */ value) =>
    value === null ? "–" : t("health.ms", { count: rounded(value) });
  const number = (/** @type {number | null} */ value) =>
    value === null ? null : i18n.number(rounded(value));
  const meter =
    connections === null || connectionsLimit === null
      ? null
      : h("meter", {
          min: 0,
          max: Math.max(connectionsLimit, 1),
          high: connectionsLimit * 0.9,
          value: connections,
          "aria-label": t("health.used", { used: connections, limit: connectionsLimit }),
        });
  /** @type {[string, import("../dom.js").Child][]} */
  const all = [
    ["connections", meter && `${number(connections)} / ${number(connectionsLimit)}`],
    ["own", i18n.number(instance.ownConnections)],
    ["events", number(instance.eventsPerSecond)],
    ["deliveries", number(instance.deliveriesPerSecond)],
    ["lagBoth", `${milliseconds(instance.lagP50Ms)} / ${milliseconds(instance.lagP99Ms)}`],
    ["loop", milliseconds(instance.loopLagMs)],
    ["buffered", instance.bufferedBytes === null ? null : bytes(context, instance.bufferedBytes)],
    ["overflows", number(instance.overflows)],
    ["started", timeOf(context, instance.startedAt)],
    ["reported", timeOf(context, instance.reportedAt)],
  ];
  const facts = all.filter(([, value]) => value !== null);
  return h(
    "li.instance",
    {},
    h(
      "div.instance-head",
      {},
      h("h3.instance-name", {}, instance.id),
      h("span.condition", { "data-condition": condition }, t(`health.condition.${condition}`)),
    ),
    meter,
    h(
      "dl.facts",
      {},
      ...facts.map(([name, value]) =>
        h("div.fact", {}, h("dt", {}, t(`health.${name}`)), h("dd", {}, value)),
      ),
    ),
  );
}

/**
 * @param {Context} context
 * @param {number} value
 */
function bytes({ t }, value) {
  const units = /** @type {const} */ (["bytes.b", "bytes.kb", "bytes.mb", "bytes.gb"]);
  const power = value < 1 ? 0 : Math.min(Math.floor(Math.log(value) / Math.log(1024)), 3);
  return t(units[power], { count: rounded(value / 1024 ** power) });
}

/** One digit after the point, where that says anything. @param {number} value */
function rounded(value) {
  return value < 100 ? Math.round(value * 10) / 10 : Math.round(value);
}
