import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";

import { type PageProps, href, mayLeave } from "../../../kernel/router";
import { useWorld } from "../../../kernel/world";
import { Pick } from "../../../ui/Controls";
import { Page } from "../../../ui/Page";
import { Reading } from "../../../ui/Reading";
import { campus } from "../campus";
import { keys } from "../keys";
import { t } from "../messages";
import css from "../parts/Campus.module.css";
import { Sheet } from "../parts/RegisterSheet";
import { type Session, requests } from "../requests";

/** A register on a phone: everybody is present, and a tap says who is not. */
export default function RegisterPage({ params: { id } }: PageProps<"/classes/:id/attendance">) {
  campus(useWorld());
  const [date, setDate] = useState("");
  const [session, setSession] = useState<Session | "">("");
  const [dirty, setDirty] = useState(false);
  const wish = { ...(date !== "" && { date }), ...(session !== "" && { session }) };
  const query = useQuery({ queryKey: [...keys.register(id), date, session], queryFn: () => requests.register(id, wish) });
  async function changeTo(other: Session) {
    if (await mayLeave()) setSession(other);
  }
  return (
    <Page
      title={query.data === undefined ? t("attendance") : t("title.register", { name: query.data.className })}
      back={{ href: href("/classes/:id", { id }), label: query.data?.className ?? t("title.class") }}
    >
      <Reading error={t("error")} query={query}>
        {(register) => (
          <>
            <div class={css.tools}>
              <label class={css.search}>
                {t("day")}
                <input
                  class={css.input}
                  type="date"
                  value={register.date}
                  disabled={dirty}
                  onInput={({ currentTarget }) => currentTarget.value !== "" && setDate(currentTarget.value)}
                />
              </label>
              {register.sessions.length > 1 && (
                <Pick
                  label={t("session")}
                  value={register.session}
                  options={register.sessions.map((value) => ({ value, label: t(`session.${value}`) }))}
                  onChoose={(value) => void changeTo(value)}
                />
              )}
            </div>
            <Sheet key={`${register.date} ${register.session} ${register.version}`} classId={id} register={register} onDirty={setDirty} />
          </>
        )}
      </Reading>
    </Page>
  );
}
