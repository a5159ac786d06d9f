import { useQuery } from "@tanstack/preact-query";

import { Dialog } from "../../../ui/Dialog";
import { Time } from "../../../ui/Person";
import { Skeletons, Trouble } from "../../../ui/States";
import { keys } from "../keys";
import { t } from "../messages";
import { requests } from "../requests";
import css from "./Parts.module.css";

/** What a post said before. */
export function History({ postId, onClose }: { postId: string; onClose: () => void }) {
  const { data, error, isPending, refetch } = useQuery({
    queryKey: keys.list(`history:${postId}`),
    queryFn: () => requests.history(postId),
    staleTime: 0,
  });
  return (
    <Dialog title={t("history.title")} onClose={onClose}>
      {isPending && <Skeletons count={1} shape="row" />}
      {data === undefined && error !== null && (
        <Trouble title={t("history.error")} error={error} retry={() => void refetch()} />
      )}
      <ol class={css.event}>
        {data?.data.map(({ id, content, editor, createdAt }) => (
          <li key={id}>
            <p class={css.note}>
              {t("history.until", { name: editor.name })} <Time iso={createdAt} />
            </p>
            <p dir="auto" style={{ whiteSpace: "pre-wrap" }}>
              {content}
            </p>
          </li>
        ))}
      </ol>
    </Dialog>
  );
}
