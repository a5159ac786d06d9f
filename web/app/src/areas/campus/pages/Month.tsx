import { useQuery } from "@tanstack/preact-query";
import { CalendarX, Printer } from "lucide-preact";
import { useState } from "preact/hooks";

import { type PageProps, href } from "../../../kernel/router";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Page } from "../../../ui/Page";
import { Reading } from "../../../ui/Reading";
import { Empty } from "../../../ui/States";
import { campus } from "../campus";
import { keys } from "../keys";
import { t } from "../messages";
import { PaperBook } from "../parts/PaperBook";
import css from "../parts/Campus.module.css";
import { requests } from "../requests";

/** The book of a month: a column for each session that counts, and totals. */
export default function MonthPage({ params: { id } }: PageProps<"/classes/:id/month">) {
  campus(useWorld());
  const [month, setMonth] = useState<string>();
  const query = useQuery({ queryKey: [...keys.month(id), month], queryFn: () => requests.month(id, month) });
  return (
    <Page
      title={t("title.month")}
      lead={query.data?.className}
      back={{ href: href("/classes/:id", { id }), label: query.data?.className ?? t("title.class") }}
      action={
        <Button onClick={() => window.print()}>
          <Printer size={18} aria-hidden="true" /> {t("print")}
        </Button>
      }
    >
      <Reading error={t("error")} query={query}>
        {(book) => (
          <>
            <div class={css.tools}>
              <label>
                {t("month")}{" "}
                <input
                  class={css.input}
                  type="month"
                  value={book.month.slice(0, 7)}
                  onInput={({ currentTarget }) => currentTarget.value !== "" && setMonth(`${currentTarget.value}-01`)}
                />
              </label>
            </div>
            {book.sessions.length === 0 ? (
              <Empty icon={CalendarX} title={t("noRegister")} hint={t("noRegisterHint")} />
            ) : (
              <PaperBook book={book} />
            )}
          </>
        )}
      </Reading>
    </Page>
  );
}
