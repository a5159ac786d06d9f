import { useInfiniteQuery } from "@tanstack/preact-query";
import { Building2, Plus } from "lucide-preact";
import { useState } from "preact/hooks";

import { Button, ButtonLink } from "../../../ui/Button";
import { Page } from "../../../ui/Page";
import { useWorld } from "../../../kernel/world";
import { t } from "../messages";
import css from "../parts/Admin.module.css";
import { FoundSchool } from "../parts/FoundSchool";
import { List } from "../parts/List";
import { SchoolLine } from "../parts/SchoolLine";
import { Search } from "../parts/Search";
import { queries, tenants } from "../tenants";

/** All schools, for those who operate the platform. */
export default function PlatformPage() {
  tenants(useWorld());
  const [q, setQ] = useState("");
  const [founding, setFounding] = useState(false);
  const list = useInfiniteQuery(queries.schools(q));
  const action = !founding && (
    <Button kind="primary" onClick={() => setFounding(true)}>
      <Plus size={18} aria-hidden="true" />
      {t("found")}
    </Button>
  );
  return (
    <Page title={t("title.platform")} lead={t("lead.platform")} action={action}>
      {founding && <FoundSchool onClose={() => setFounding(false)} />}
      <div class={css.tools} role="search">
        <Search label={t("findSchool")} onSearch={setQ} />
        {/* A small window has no other way there. */}
        <ButtonLink href="/jobs">{t("toJobs")}</ButtonLink>
      </div>
      <List label={t("title.platform")} list={list} icon={Building2} none={t("noSchool")} noneHint={t("noSchoolHint")}>
        {(school) => <SchoolLine key={school.id} school={school} />}
      </List>
    </Page>
  );
}
