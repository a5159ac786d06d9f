import { useState } from "preact/hooks";

import { useForm } from "../../../kernel/form";
import { inLanguage } from "../../../kernel/i18n";
import { now } from "../../../kernel/time";
import { toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Pick } from "../../../ui/Controls";
import { Field, Form, Pair } from "../../../ui/Field";
import type { SubjectRead } from "../../../kernel/api";
import { keys } from "../keys";
import { t } from "../messages";
import { day } from "../model/days";
import { bandOf, semesters } from "../model/setup";
import { type SchoolClass, type Structure, type Year, requests } from "../requests";

/** Say that it was saved, and read again what has changed. */
function useSaved() {
  const { cache } = useWorld();
  return async (...changed: (readonly string[])[]) => {
    toast(t("saved"));
    await Promise.all(changed.map((queryKey) => cache.invalidateQueries({ queryKey })));
  };
}

/** The year and its two semesters. */
export function YearStep({ year }: { year: Year | undefined }) {
  const saved = useSaved();
  const begins = new Date(now.peek()).getFullYear();
  const initial = { startDate: `${begins}-11-01`, middle: `${begins + 1}-04-01`, endDate: `${begins + 1}-08-31` };
  const form = useForm(initial, async ({ startDate, middle, endDate }) => {
    const names = [
      { name: "Semester 1", nameKh: "ឆមាសទី១" },
      { name: "Semester 2", nameKh: "ឆមាសទី២" },
    ];
    const terms = semesters(startDate, middle, endDate).map((term, place) => ({ ...term, ...names[place]! }));
    const name = `${startDate.slice(0, 4)}-${endDate.slice(0, 4)}`;
    await requests.addYear({ name, startDate, endDate, isCurrent: true, status: "ACTIVE", terms });
    await saved(keys.years, keys.classes);
  });
  if (year !== undefined) {
    return (
      <p>
        <b>{year.name}</b>: {day(year.startDate)} – {day(year.endDate)} · {year.terms.map((term) => inLanguage(term.name, term.nameKh)).join(", ")}
      </p>
    );
  }
  return (
    <Form form={form}>
      <Pair>
        <Field form={form} name="startDate" type="date" label={t("firstDay")} required />
        <Field form={form} name="middle" type="date" label={t("secondSemester")} required />
      </Pair>
      <Field form={form} name="endDate" type="date" label={t("lastDay")} required />
      <Button kind="primary" type="submit">
        {t("addYear")}
      </Button>
    </Form>
  );
}

/** The grades that the school has, from one to another. */
export function GradesStep({ structure }: { structure: Structure }) {
  const saved = useSaved();
  const form = useForm({ from: "7", to: "12" }, async ({ from, to }) => {
    const known = new Set(structure.grades.map(({ ordinal }) => ordinal));
    const wanted = Array.from({ length: Math.max(0, Number(to) - Number(from) + 1) }, (_, place) => Number(from) + place);
    const added = wanted
      .filter((ordinal) => !known.has(ordinal))
      .map((ordinal) => ({ id: null, code: `${ordinal}`, name: `Grade ${ordinal}`, nameKh: `ថ្នាក់ទី${ordinal}`, ordinal, band: bandOf(ordinal) }));
    await requests.putGrades({ grades: [...structure.grades, ...added] });
    await saved(keys.structure);
  });
  return (
    <>
      <p>{structure.grades.map((grade) => inLanguage(grade.name, grade.nameKh)).join(", ")}</p>
      <Form form={form}>
        <Pair>
          <Field form={form} name="from" type="number" min={1} max={12} label={t("fromGrade")} required />
          <Field form={form} name="to" type="number" min={1} max={12} label={t("toGrade")} required />
        </Pair>
        <Button type="submit">{t("addGrades")}</Button>
      </Form>
    </>
  );
}

/** When classes are at school. */
export function ShiftsStep({ structure }: { structure: Structure }) {
  const saved = useSaved();
  const [session, setSession] = useState<"MORNING" | "AFTERNOON" | "BOTH">("MORNING");
  const form = useForm({ name: "", starts: "07:00", ends: "11:00" }, async ({ name, starts, ends }) => {
    const sessions = session === "BOTH" ? (["MORNING", "AFTERNOON"] as const) : [session];
    const added = { id: null, name, nameKh: null, sessions: [...sessions], weekdays: [1, 2, 3, 4, 5, 6], starts, ends };
    await requests.putShifts({ shifts: [...structure.shifts, added] });
    form.set("name", "");
    await saved(keys.structure);
  });
  const options = (["MORNING", "AFTERNOON", "BOTH"] as const).map((value) => ({ value, label: t(`session.${value}`) }));
  return (
    <>
      <p dir="auto">{structure.shifts.map((shift) => `${inLanguage(shift.name, shift.nameKh)} ${shift.starts.slice(0, 5)}–${shift.ends.slice(0, 5)}`).join(", ")}</p>
      <Form form={form}>
        <Pair>
          <Field form={form} name="name" label={t("shiftName")} maxLength={120} required dir="auto" />
          <Pick label={t("session")} value={session} options={options} onChoose={setSession} />
        </Pair>
        <Pair>
          <Field form={form} name="starts" type="time" label={t("starts")} required />
          <Field form={form} name="ends" type="time" label={t("ends")} required />
        </Pair>
        <Button type="submit">{t("addShift")}</Button>
      </Form>
    </>
  );
}

/** What is taught, with its coefficient, in every grade at first. */
export function SubjectsStep({ year, structure, subjects }: { year: Year | undefined; structure: Structure; subjects: SubjectRead[] }) {
  const saved = useSaved();
  const form = useForm({ code: "", name: "", nameKh: "", coefficient: "1", maxScore: "50" }, async ({ nameKh, ...values }) => {
    await requests.addSubject({ ...values, isActive: true, nameKh: nameKh.trim() === "" ? null : nameKh });
    for (const name of ["code", "name", "nameKh"] as const) form.set(name, "");
    await saved(keys.subjects);
  });
  const offer = useForm({}, async () => {
    if (year === undefined) return;
    const { data } = await requests.offerings(year.id);
    for (const grade of structure.grades) {
      const held = data.filter(({ gradeId, trackId }) => gradeId === grade.id && trackId === null);
      const known = new Set(held.map(({ subjectId }) => subjectId));
      const added = subjects
        .filter(({ id, isActive }) => isActive && !known.has(id))
        .map(({ id, coefficient, maxScore }) => ({ subjectId: id, coefficient, maxScore, isBonus: false }));
      const kept = held.map(({ subjectId, coefficient, maxScore, isBonus }) => ({ subjectId, coefficient, maxScore, isBonus }));
      await requests.putOfferings(year.id, { gradeId: grade.id, offerings: [...kept, ...added] });
    }
    await saved(keys.offerings(year.id));
  });
  return (
    <>
      <p dir="auto">{subjects.map((subject) => `${inLanguage(subject.name, subject.nameKh)} (×${Number(subject.coefficient)})`).join(", ")}</p>
      <Form form={form}>
        <Pair>
          <Field form={form} name="name" label={t("subjectName")} maxLength={120} required />
          <Field form={form} name="nameKh" label={t("subjectNameKh")} lang="km" maxLength={120} />
        </Pair>
        <Pair>
          <Field form={form} name="code" label={t("code")} maxLength={20} required />
          <Field form={form} name="coefficient" type="number" step="0.01" min="0.01" max="99.99" label={t("coefficient")} required />
        </Pair>
        <Field form={form} name="maxScore" type="number" step="0.01" min="0.01" max="9999.99" label={t("maxScore")} required />
        <Button type="submit">{t("addSubject")}</Button>
      </Form>
      {year !== undefined && subjects.length > 0 && structure.grades.length > 0 && (
        <Form form={offer}>
          <Button type="submit">{t("offerAll")}</Button>
        </Form>
      )}
    </>
  );
}

/** The classes of the year. */
export function ClassesStep({ year, structure, classes }: { year: Year | undefined; structure: Structure; classes: SchoolClass[] }) {
  const saved = useSaved();
  const [gradeId, setGrade] = useState("");
  const [shiftId, setShift] = useState("");
  const form = useForm({ name: "" }, async ({ name }) => {
    if (year === undefined) return;
    await requests.addClass({ academicYearId: year.id, name, gradeId: gradeId || null, shiftId: shiftId || null });
    form.set("name", "");
    await saved(keys.classes);
  });
  if (year === undefined) return <p>{t("yearFirst")}</p>;
  const none = { value: "", label: t("none") };
  const grades = [none, ...structure.grades.map((grade) => ({ value: grade.id, label: inLanguage(grade.name, grade.nameKh) }))];
  const shifts = [none, ...structure.shifts.map((shift) => ({ value: shift.id, label: inLanguage(shift.name, shift.nameKh) }))];
  return (
    <>
      <p dir="auto">{classes.map(({ name }) => name).join(", ")}</p>
      <Form form={form}>
        <Field form={form} name="name" label={t("className")} maxLength={120} required dir="auto" />
        <Pair>
          <Pick label={t("grade")} value={gradeId} options={grades} onChoose={setGrade} />
          <Pick label={t("shift")} value={shiftId} options={shifts} onChoose={setShift} />
        </Pair>
        <Button type="submit">{t("addClass")}</Button>
      </Form>
    </>
  );
}
