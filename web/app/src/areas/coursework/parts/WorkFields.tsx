import { useQuery } from "@tanstack/preact-query";

import { inLanguage } from "../../../kernel/i18n";
import { Check, NumberField, Pick } from "../../../ui/Controls";
import { Pair } from "../../../ui/Field";
import { Line, Lines, Moment } from "../../../ui/TextFields";
import { keys } from "../keys";
import { t } from "../messages";
import { type WorkDraft, asksForQuiz, isHandedIn } from "../model/workDraft";
import { requests } from "../requests";

const TYPES = ["TEXT", "FILE", "LINK", "VIDEO", "QUIZ", "LIVE", "ON_PAPER"] as const;
const STATUSES = ["DRAFT", "PUBLISHED", "CLOSED"] as const;
const KEEPS = ["HIGHEST", "LATEST", "AVERAGE"] as const;

interface WorkFieldsProps {
  courseId: string;
  draft: WorkDraft;
  set: (fields: Partial<WorkDraft>) => void;
}

/** What an assignment asks for, until when, and how it is graded. */
export function WorkFields({ courseId, draft, set }: WorkFieldsProps) {
  const book = useQuery({ queryKey: keys.book(courseId), queryFn: () => requests.book(courseId) });
  const categories = (book.data?.categories ?? []).map(({ id, name, nameKh }) => ({ value: id, label: inLanguage(name, nameKh) }));
  return (
    <>
      <Pair>
        <Line label={t("set.name")} value={draft.title} maxLength={200} onText={(title) => set({ title })} />
        <Line label={t("set.nameKh")} lang="km" value={draft.titleKh} maxLength={200} onText={(titleKh) => set({ titleKh })} />
      </Pair>
      <Pair>
        <Lines label={t("set.description")} value={draft.description} maxLength={20_000} onText={(description) => set({ description })} />
        <Lines
          label={t("set.descriptionKh")}
          lang="km"
          value={draft.descriptionKh}
          maxLength={20_000}
          onText={(descriptionKh) => set({ descriptionKh })}
        />
      </Pair>
      <Pair>
        <Pick
          label={t("set.type")}
          value={draft.type}
          options={TYPES.map((value) => ({ value, label: t(`type.${value}`) }))}
          onChoose={(type) => set({ type })}
        />
        <NumberField label={t("set.points")} min={0.01} max={10_000} step={0.01} value={draft.maxPoints} onNumber={(maxPoints) => set({ maxPoints })} />
        {categories.length > 0 && (
          <Pick
            label={t("set.category")}
            value={draft.categoryId}
            options={[{ value: "", label: t("set.noCategory") }, ...categories]}
            onChoose={(categoryId) => set({ categoryId })}
          />
        )}
      </Pair>
      {asksForQuiz(draft.type) && <Quiz draft={draft} set={set} />}
      <Pair>
        <Moment label={t("set.unlock")} value={draft.unlockAt} onMoment={(unlockAt) => set({ unlockAt })} />
        <Moment label={t("set.due")} value={draft.dueDate} onMoment={(dueDate) => set({ dueDate })} />
        <Moment label={t("set.lock")} value={draft.lockAt} onMoment={(lockAt) => set({ lockAt })} />
      </Pair>
      {isHandedIn(draft.type) && (
        <Pair>
          <NumberField
            label={t("set.attempts")}
            hint={t("set.attemptsHint")}
            min={1}
            max={20}
            step={1}
            value={draft.attemptsAllowed}
            onNumber={(attemptsAllowed) => set({ attemptsAllowed })}
          />
          <Keep draft={draft} set={set} />
        </Pair>
      )}
      {asksForQuiz(draft.type) && <Keep draft={draft} set={set} />}
      <Check
        label={t("set.hidden")}
        hint={t("set.hiddenHint")}
        disabled={draft.anonymous && isHandedIn(draft.type)}
        checked={draft.gradesHidden || (draft.anonymous && isHandedIn(draft.type))}
        onCheck={(gradesHidden) => set({ gradesHidden })}
      />
      {isHandedIn(draft.type) && (
        <Check label={t("set.anonymous")} hint={t("set.anonymousHint")} checked={draft.anonymous} onCheck={(anonymous) => set({ anonymous })} />
      )}
      <Check label={t("set.extra")} hint={t("set.extraHint")} checked={draft.extraCredit} onCheck={(extraCredit) => set({ extraCredit })} />
      <Check label={t("set.late")} checked={draft.includeLateJoiners} onCheck={(includeLateJoiners) => set({ includeLateJoiners })} />
      <Pick
        label={t("set.status")}
        value={draft.status}
        options={STATUSES.map((value) => ({ value, label: t(`status.${value}`) }))}
        onChoose={(status) => set({ status })}
      />
    </>
  );
}

function Keep({ draft, set }: Omit<WorkFieldsProps, "courseId">) {
  return (
    <Pick
      label={t("set.keep")}
      value={draft.keep}
      options={KEEPS.map((value) => ({ value, label: t(`keep.${value}`) }))}
      onChoose={(keep) => set({ keep })}
    />
  );
}

function Quiz({ draft, set }: Omit<WorkFieldsProps, "courseId">) {
  const { data } = useQuery({ queryKey: keys.quizzes, queryFn: requests.quizzes });
  const options = (data ?? [])
    .filter(({ id, status }) => status === "PUBLISHED" || id === draft.quizId)
    .map(({ id, title, titleKh }) => ({ value: id, label: inLanguage(title, titleKh) }));
  return (
    <Pick
      label={t("set.quiz")}
      hint={data !== undefined && options.length === 0 ? t("set.noQuiz") : ""}
      value={draft.quizId}
      options={[{ value: "", label: "–" }, ...options]}
      onChoose={(quizId) => set({ quizId })}
    />
  );
}
