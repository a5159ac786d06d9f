import { useQuery } from "@tanstack/preact-query";

import { useForm } from "../../../kernel/form";
import type { PageProps } from "../../../kernel/router";
import { toast } from "../../../kernel/toast";
import { t as shared } from "../../../kernel/messages";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Card, Chip } from "../../../ui/Card";
import { Pick } from "../../../ui/Controls";
import { Field, Form, Pair } from "../../../ui/Field";
import { Page } from "../../../ui/Page";
import { Reading } from "../../../ui/Reading";
import { campus } from "../campus";
import { keys } from "../keys";
import { t } from "../messages";
import { namesOf } from "../model/names";
import { Enrolments } from "../parts/Enrolments";
import { Guardians } from "../parts/Guardians";
import { useUnsaved } from "../parts/useUnsaved";
import { type Record, requests } from "../requests";

/** A pupil's record: who they are, the classes of their years, and their guardians. */
export default function RecordPage({ params: { id } }: PageProps<"/records/:id">) {
  campus(useWorld());
  const query = useQuery({ queryKey: keys.record(id), queryFn: () => requests.record(id) });
  const title = query.data === undefined ? t("title.record") : namesOf(query.data).first;
  return (
    <Page title={title} lead={query.data?.studentNumber} back={{ href: "/records", label: t("title.records") }}>
      <Reading error={t("error")} query={query}>
        {(record) => (
          <>
            <Enrolments record={record} />
            <Guardians studentId={id} />
            <Edit key={record.version} record={record} />
          </>
        )}
      </Reading>
    </Page>
  );
}

const FIELDS = [
  ["familyNameKh", "givenNameKh"],
  ["lastName", "firstName"],
  ["studentNumber", "officialId"],
  ["dateOfBirth", "phone"],
  ["placeOfBirth", "address"],
] as const;

const GENDERS = ["FEMALE", "MALE"] as const;

function Edit({ record }: { record: Record }) {
  const { cache } = useWorld();
  const names = FIELDS.flat();
  const written = Object.fromEntries(names.map((name) => [name, record[name] ?? ""])) as { [name in (typeof FIELDS)[number][number]]: string };
  const initial = { ...written, gender: GENDERS.find((one) => one === record.gender) ?? ("" as const) };
  const form = useForm(initial, async (values) => {
    const given = Object.fromEntries(names.map((name) => [name, values[name].trim() === "" ? null : values[name]]));
    const saved = await requests.saveRecord(record.id, { ...given, gender: values.gender || null, version: record.version });
    toast(t("saved"));
    cache.setQueryData(keys.record(record.id), saved);
    await cache.invalidateQueries({ queryKey: keys.records });
  });
  useUnsaved(!form.busy && JSON.stringify(form.values) !== JSON.stringify(initial));
  return (
    <Card aria-label={t("details")}>
      <h2>{t("details")}</h2>
      {record.userId === null ? <Chip>{t("noAccount")}</Chip> : <Chip kind="calm">{t("hasAccount")}</Chip>}
      <Form form={form}>
        {FIELDS.map((pair) => (
          <Pair key={pair[0]}>
            {pair.map((name) => (
              <Field
                key={name}
                form={form}
                name={name}
                label={t(name)}
                type={name === "dateOfBirth" ? "date" : "text"}
                lang={name.endsWith("Kh") ? "km" : undefined}
                maxLength={name === "placeOfBirth" || name === "address" ? 300 : 80}
              />
            ))}
          </Pair>
        ))}
        <Pick
          label={t("gender")}
          value={form.values.gender}
          options={(["", ...GENDERS] as const).map((value) => ({ value, label: t(`gender.${value || "none"}`) }))}
          onChoose={(gender) => form.set("gender", gender)}
        />
        <Button kind="primary" type="submit">
          {shared("app.save")}
        </Button>
      </Form>
    </Card>
  );
}
