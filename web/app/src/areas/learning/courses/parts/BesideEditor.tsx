import { useQuery } from "@tanstack/preact-query";
import { Trash2 } from "lucide-preact";
import { useState } from "preact/hooks";

import { inLanguage } from "../../../../kernel/i18n";
import { fail } from "../../../../kernel/toast";
import { useWorld } from "../../../../kernel/world";
import { send } from "../../../../shared/uploads/send";
import { Button, IconButton } from "../../../../ui/Button";
import { Actions, Card } from "../../../../ui/Card";
import { Check, Pick } from "../../../../ui/Controls";
import { FileButton } from "../../../../ui/FileButton";
import { Line } from "../../../../ui/TextFields";
import { keys } from "../keys";
import { t } from "../messages";
import { type Beside as New, type LessonRead, requests } from "../requests";
import { Beside } from "./Beside";
import css from "./LessonFields.module.css";

/** What stands beside a lesson, and where more is put there: it is saved at once. */
export function BesideEditor({ lesson, onChange }: { lesson: LessonRead; onChange: (lesson: LessonRead) => void }) {
  const { cache } = useWorld();
  const known = (found: LessonRead) => {
    cache.setQueryData(keys.lesson(lesson.id), found);
    onChange(found);
    void cache.invalidateQueries({ queryKey: keys.of(lesson.courseId) });
  };
  async function add(body: New): Promise<boolean> {
    try {
      known(await requests.addResource(lesson.id, body));
      return true;
    } catch (error) {
      fail(error);
      return false;
    }
  }
  async function remove(id: string) {
    try {
      await requests.removeResource(lesson.id, id);
      known({ ...lesson, resources: lesson.resources.filter((one) => one.id !== id) });
    } catch (error) {
      fail(error);
    }
  }
  return (
    <>
      {lesson.resources.length > 0 && (
        <Beside
          lesson={lesson}
          quizzes={[]}
          tools={({ id, title }) => <IconButton icon={Trash2} label={t("remove", { text: title })} onClick={() => void remove(id)} />}
        />
      )}
      <Card>
        <AddLink add={add} />
        <AddQuiz add={add} />
        <AddFile add={add} />
      </Card>
    </>
  );
}

interface AddProps {
  add: (body: New) => Promise<boolean>;
}

function AddLink({ add }: AddProps) {
  const [title, setTitle] = useState("");
  const [url, setUrl] = useState("");
  const [film, setFilm] = useState(false);
  const empty = title.trim() === "" || url.trim() === "";
  async function send() {
    if (await add({ title: title.trim(), kind: film ? "VIDEO" : "LINK", url: url.trim() })) {
      setTitle("");
      setUrl("");
    }
  }
  return (
    <form
      class={css.add}
      aria-label={t("addLink")}
      onSubmit={(event) => {
        event.preventDefault();
        if (!empty) void send();
      }}
    >
      <Line label={t("linkTitle")} value={title} maxLength={200} onText={setTitle} />
      <Line label={t("linkUrl")} inputMode="url" value={url} maxLength={2048} onText={setUrl} />
      <Check label={t("linkIsFilm")} checked={film} onCheck={setFilm} />
      <Button type="submit" aria-disabled={empty}>
        {t("addLink")}
      </Button>
    </form>
  );
}

function AddQuiz({ add }: AddProps) {
  const { data } = useQuery({ queryKey: ["courses", "quizzes"], queryFn: () => requests.quizzes() });
  const [chosen, setChosen] = useState("");
  const quizzes = (data?.data ?? []).filter(({ status }) => status === "PUBLISHED");
  if (quizzes.length === 0) return null;
  const quiz = quizzes.find(({ id }) => id === chosen);
  const options = quizzes.map(({ id, title, titleKh }) => ({ value: id, label: inLanguage(title, titleKh) }));
  return (
    <form
      class={css.add}
      aria-label={t("addQuiz")}
      onSubmit={(event) => {
        event.preventDefault();
        if (quiz !== undefined) void add({ title: quiz.title, kind: "QUIZ", quizId: quiz.id }).then((done) => done && setChosen(""));
      }}
    >
      <Pick label={t("chooseQuiz")} value={chosen} options={[{ value: "", label: "–" }, ...options]} onChoose={setChosen} />
      <Button type="submit" aria-disabled={quiz === undefined}>
        {t("addQuiz")}
      </Button>
    </form>
  );
}

function AddFile({ add }: AddProps) {
  const [part, setPart] = useState<number | null>(null);
  async function take(file: File) {
    setPart(0);
    try {
      const upload = await send(file, "LESSON", setPart, new AbortController().signal);
      await add({ title: file.name.slice(0, 200), kind: "FILE", uploadId: upload.id });
    } catch (error) {
      fail(error);
    } finally {
      setPart(null);
    }
  }
  return (
    <Actions>
      <FileButton label={t("addFile")} disabled={part !== null} onFile={(file) => void take(file)} />
      {part !== null && <span role="status">{t("sending")}</span>}
    </Actions>
  );
}
