import { useQuery } from "@tanstack/preact-query";

import { number } from "../../../kernel/i18n";
import { fail, toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Dialog } from "../../../ui/Dialog";
import { Skeletons, Trouble } from "../../../ui/States";
import { keys } from "../keys";
import { t } from "../messages";
import { type Post, requests } from "../requests";
import { social } from "../social";
import css from "./Chosen.module.css";

/** Why a post is in the reader's chosen feed, in words and in figures. */
export function Why({ post, onClose }: { post: Post; onClose: () => void }) {
  const world = useWorld();
  const { chosen } = social(world);
  const { data, error, isPending, refetch } = useQuery({
    queryKey: keys.list(`why:${post.id}`),
    queryFn: () => requests.why(post.id),
    staleTime: 0,
  });

  async function undo() {
    try {
      await chosen.undo(post);
      toast(t("chosen.undone"));
      // The choice was made without it.
      await Promise.all([refetch(), world.cache.invalidateQueries({ queryKey: keys.list("chosen") })]);
    } catch (failure) {
      fail(failure);
    }
  }

  return (
    <Dialog title={t("chosen.why")} onClose={onClose}>
      {isPending && <Skeletons count={1} shape="row" />}
      {data === undefined && error !== null && (
        <Trouble title={t("chosen.whyError")} error={error} retry={() => void refetch()} />
      )}
      {data !== undefined && (
        <div class={css.explained}>
          <ul class={css.why}>
            <li>{t(`chosen.pool.${data.pool}`)}</li>
            {data.knownPeople > 0 && <li>{t("chosen.knownPeople", { count: data.knownPeople })}</li>}
            {data.topics.length > 0 && (
              <li dir="auto">{t("chosen.topics", { topics: data.topics.map((one) => `#${one}`).join(" ") })}</li>
            )}
            {data.seen && <li>{t("chosen.seen")}</li>}
          </ul>
          {data.feedback !== null && (
            <p>
              {t(`chosen.said.${data.feedback}`)}{" "}
              <Button kind="quiet" onClick={() => void undo()}>
                {t("chosen.undo")}
              </Button>
            </p>
          )}
          <h3>{t("chosen.factors")}</h3>
          <dl class={css.factors}>
            {data.factors.map(({ factor, value, weight }) => (
              <Factor key={factor} name={t(`chosen.factor.${factor}`)} value={value} weight={weight} />
            ))}
          </dl>
          <p class={css.private}>{t("chosen.private")}</p>
        </div>
      )}
    </Dialog>
  );
}

function Factor({ name, value, weight }: { name: string; value: number; weight: number }) {
  const points = Math.round(value * weight * 100);
  return (
    <>
      <dt>{name}</dt>
      <dd>
        {number(points)} / {number(Math.round(weight * 100))}
      </dd>
      <progress class={css.bar} max={1} value={value} aria-label={name} />
    </>
  );
}
