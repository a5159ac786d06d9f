import { useInfiniteQuery } from "@tanstack/preact-query";
import { GraduationCap, Plus } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";

import { useForm } from "../../../../kernel/form";
import { href, navigate, place } from "../../../../kernel/router";
import { toast } from "../../../../kernel/toast";
import { useWorld } from "../../../../kernel/world";
import { Button, ButtonLink } from "../../../../ui/Button";
import { Card } from "../../../../ui/Card";
import { Field, Form } from "../../../../ui/Field";
import { Page } from "../../../../ui/Page";
import { Empty, More, Skeletons, Trouble } from "../../../../ui/States";
import { Tabs } from "../../../../ui/Tabs";
import { Line } from "../../../../ui/TextFields";
import { catalogueQuery, courses, mineQuery } from "../courses";
import { keys } from "../keys";
import { t } from "../messages";
import { CourseCard } from "../parts/CourseCard";
import { Recommended } from "../parts/Recommended";
import { requests } from "../requests";
import css from "./Courses.module.css";

const PAUSE = 300;

/** The courses that the reader is in, and all that the school has. */
export default function CoursesPage() {
  const world = useWorld();
  courses(world);
  const all = new URLSearchParams(place.value.search).get("list") === "all";
  return (
    <Page
      title={t("title")}
      lead={t("lead")}
      action={
        world.may("courses:create") && (
          <ButtonLink kind="primary" href="/courses/new">
            <Plus size={18} aria-hidden="true" />
            {t("new")}
          </ButtonLink>
        )
      }
    >
      <Tabs
        label={t("lists")}
        tabs={[
          { href: "/courses", label: t("mine"), current: !all },
          { href: "/courses?list=all", label: t("catalogue"), current: all },
        ]}
      />
      {all ? <Catalogue /> : <Mine />}
    </Page>
  );
}

function Mine() {
  const world = useWorld();
  const list = useInfiniteQuery(mineQuery);
  return (
    <>
      <Listed list={list} none={t("noneMine")} hint={t("noneMineHint")} />
      {world.may("courses:enroll") && <JoinByCode />}
    </>
  );
}

function Catalogue() {
  const [words, setWords] = useState("");
  const [asked, setAsked] = useState("");
  useEffect(() => {
    const waiting = setTimeout(() => setAsked(words.trim()), PAUSE);
    return () => clearTimeout(waiting);
  }, [words]);
  const list = useInfiniteQuery(catalogueQuery(asked));
  const world = useWorld();
  return (
    <>
      <div class={css.find} role="search">
        <Line label={t("find")} value={words} maxLength={100} onText={setWords} />
      </div>
      {asked === "" && world.may("courses:enroll") && <Recommended />}
      <Listed list={list} none={t("noneFound")} hint={t("noneFoundHint")} />
    </>
  );
}

type List = ReturnType<typeof useInfiniteQuery<Awaited<ReturnType<typeof requests.mine>>>>;

function Listed({ list, none, hint }: { list: Pick<List, "error" | "isPending" | "hasNextPage" | "isFetchingNextPage" | "fetchNextPage" | "refetch"> & { data: { pages: { data: Parameters<typeof CourseCard>[0]["course"][] }[] } | undefined }; none: string; hint: string }) {
  const found = list.data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <>
      {list.isPending && <Skeletons count={3} shape="row" />}
      {list.data === undefined && list.error !== null && (
        <Trouble title={t("error")} error={list.error} retry={() => void list.refetch()} />
      )}
      {list.data !== undefined && found.length === 0 && <Empty icon={GraduationCap} title={none} hint={hint} />}
      {found.length > 0 && (
        <ul class={css.list} aria-label={t("title")}>
          {found.map((course) => (
            <li key={course.id}>
              <CourseCard course={course} />
            </li>
          ))}
        </ul>
      )}
      {list.hasNextPage && <More loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />}
    </>
  );
}

function JoinByCode() {
  const { cache } = useWorld();
  const form = useForm({ code: "" }, async ({ code }) => {
    const course = await requests.join(code);
    void cache.invalidateQueries({ queryKey: keys.lists });
    toast(t("enrolled"));
    await navigate(href("/courses/:id", { id: course.id }));
  });
  return (
    <Card aria-label={t("join")}>
      <Form form={form}>
        <div class={css.join}>
          <Field form={form} name="code" label={t("joinCode")} autocomplete="off" autocapitalize="characters" required maxLength={40} />
          <Button type="submit" aria-disabled={form.busy}>
            {t("joinGo")}
          </Button>
        </div>
      </Form>
    </Card>
  );
}
