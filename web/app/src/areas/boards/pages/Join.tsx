import { useContext } from "preact/hooks";

import { ApiError, api } from "../../../kernel/api";
import { useForm } from "../../../kernel/form";
import { type PageProps, href, navigate } from "../../../kernel/router";
import { WorldContext } from "../../../kernel/world";
import { Visitors } from "../../../shared/Guests";
import { guestSession } from "../../../shared/guest";
import { Button } from "../../../ui/Button";
import { Card } from "../../../ui/Card";
import { Field, Form } from "../../../ui/Field";
import { Page } from "../../../ui/Page";
import { t } from "../messages";
import { requestsOf } from "../requests";
import css from "./Join.module.css";

const requests = requestsOf(api);

function explain(error: unknown): string | null {
  if (!(error instanceof ApiError)) return null;
  if (error.status === 404) return t("board.noCode");
  return error.code === "nickname_refused" ? t("board.nicknameRefused") : null;
}

/** The door of a board whose code somebody has. */
export default function JoinPage({ params: { code } }: PageProps<"/join/:code">) {
  const member = useContext(WorldContext) !== null;
  const form = useForm(
    { nickname: "" },
    async ({ nickname }) => {
      const { board, guestId, ...pass } = await requests.join(code, nickname.trim() || null);
      // Members are on the board as themselves.
      if (!member) guestSession(`board:${board.id}`).begin(pass, guestId);
      await navigate(href("/boards/:id", { id: board.id }));
    },
    explain,
  );
  return (
    <Visitors>
      <Page title={t("board.door", { code })}>
        <div class={css.door}>
          <Card>
            <Form form={form} data-form="join">
              {!member && (
                <Field
                  form={form}
                  name="nickname"
                  label={t("board.nickname")}
                  hint={t("board.nicknameHint")}
                  placeholder={t("board.nicknamePrompt")}
                  maxLength={20}
                  autocomplete="off"
                  autofocus
                />
              )}
              <Button kind="primary" size="wide" type="submit" aria-disabled={form.busy}>
                {t("board.enter")}
              </Button>
            </Form>
          </Card>
        </div>
      </Page>
    </Visitors>
  );
}
