import { Plus } from "lucide-preact";
import { useEffect, useRef, useState } from "preact/hooks";

import { ApiError, randomUuid } from "../../../../kernel/api";
import { inLanguage } from "../../../../kernel/i18n";
import { t as shared } from "../../../../kernel/messages";
import { href, navigate, useLeaveGuard } from "../../../../kernel/router";
import { announce, fail, toast } from "../../../../kernel/toast";
import { useWorld } from "../../../../kernel/world";
import { Button } from "../../../../ui/Button";
import { Actions } from "../../../../ui/Card";
import { askFirst } from "../../../../ui/Dialog";
import { keys } from "../keys";
import { t } from "../messages";
import { type Arrangement, type ArrangedModule, arrangementOf, dropLesson, moveLesson, moveModule, orderOf, outlineOf, removeModule } from "../model/arrange";
import { type LessonSummary, type OutlineRead, requests } from "../requests";
import css from "./Arrange.module.css";
import { LessonRow, ModuleRow } from "./ArrangeRows";

const sure = () =>
  askFirst({ title: t("leaveOrder"), text: t("orderChanged"), confirm: t("leaveGo"), cancel: shared("app.cancel") });

/** The lessons of a course, put in order by dragging, by buttons or by keys, and its modules. */
export function Arrange({ outline }: { outline: OutlineRead }) {
  const { cache } = useWorld();
  const [order, setOrder] = useState<Arrangement>(() => arrangementOf(outline));
  const [dirty, setDirty] = useState(false);
  const [busy, setBusy] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const dragged = useRef<string | null>(null);
  useLeaveGuard(dirty, sure);
  // What others change is shown, unless it would take away what is being arranged here.
  useEffect(() => {
    if (!dirty) setOrder(arrangementOf(outline));
  }, [outline, dirty]);
  const byId = new Map(outline.lessons.map((lesson) => [lesson.id, lesson]));

  function change(next: Arrangement) {
    if (next === order) return;
    const focused = document.activeElement as HTMLElement | null;
    setOrder(next);
    setDirty(true);
    // An element that is moved in the page loses the focus.
    requestAnimationFrame(() => {
      if (focused !== null && box.current?.contains(focused)) focused.focus();
    });
  }

  function step(lesson: LessonSummary, by: -1 | 1) {
    const next = moveLesson(order, lesson.id, by);
    change(next);
    announce(t("moved", { text: inLanguage(lesson.title, lesson.titleKh), place: orderOf(next).indexOf(lesson.id) + 1 }));
  }

  function drop(onto: Parameters<typeof dropLesson>[2]) {
    if (dragged.current !== null) change(dropLesson(order, dragged.current, onto));
    dragged.current = null;
  }

  async function save() {
    setBusy(true);
    try {
      cache.setQueryData(keys.outline(outline.courseId), await requests.arrange(outline.courseId, outlineOf(order)));
      setDirty(false);
      toast(t("saved"));
    } catch (error) {
      if (error instanceof ApiError && error.code === "outline_changed") {
        setDirty(false);
        toast(t("orderStale"));
        await cache.invalidateQueries({ queryKey: keys.outline(outline.courseId) });
      } else fail(error);
    } finally {
      setBusy(false);
    }
  }

  async function addLesson() {
    try {
      const lesson = await requests.addLesson(outline.courseId, t("newLesson"));
      void cache.invalidateQueries({ queryKey: keys.of(outline.courseId) });
      await navigate(href("/lessons/:id/edit", { id: lesson.id }));
    } catch (error) {
      fail(error);
    }
  }

  function addModule() {
    const key = randomUuid();
    const module: ArrangedModule = { key, id: null, title: t("module"), titleKh: null, availableFrom: null, lessons: [] };
    change({ ...order, modules: [...order.modules, module] });
  }

  const rows = (ids: readonly string[]) =>
    ids.map((id) => {
      const lesson = byId.get(id);
      return (
        lesson && (
          <LessonRow
            key={id}
            lesson={lesson}
            onStep={(by) => step(lesson, by)}
            onDrag={() => void (dragged.current = id)}
            onDrop={() => drop({ before: id })}
          />
        )
      );
    });
  const setModule = (key: string, fields: Partial<ArrangedModule>) =>
    change({ ...order, modules: order.modules.map((one) => (one.key === key ? { ...one, ...fields } : one)) });

  return (
    <div ref={box} class={css.arrange}>
      <p class={css.hint}>{t("arrangeHint")}</p>
      <ol class={css.list} aria-label={t("outline")}>
        {rows(order.lessons)}
      </ol>
      {order.modules.map((module) => (
        <ModuleRow
          key={module.key}
          module={module}
          set={(fields) => setModule(module.key, fields)}
          onStep={(by) => change(moveModule(order, module.key, by))}
          onRemove={() => change(removeModule(order, module.key))}
          onDrop={() => drop({ into: module.key })}
        >
          {rows(module.lessons)}
        </ModuleRow>
      ))}
      <Actions>
        <Button onClick={() => void addLesson()}>
          <Plus size={18} aria-hidden="true" />
          {t("addLesson")}
        </Button>
        <Button onClick={addModule}>
          <Plus size={18} aria-hidden="true" />
          {t("addModule")}
        </Button>
        {dirty && (
          <Button kind="primary" aria-disabled={busy} onClick={() => !busy && void save()}>
            {t("saveOrder")}
          </Button>
        )}
      </Actions>
      <p class={css.hint} role="status">
        {dirty && t("orderChanged")}
      </p>
    </div>
  );
}
