import { ArrowDown, ArrowUp } from "lucide-preact";
import { useRef } from "preact/hooks";

import { number } from "../../kernel/i18n";
import { announce } from "../../kernel/toast";
import { IconButton } from "../../ui/Button";
import type { AnswerProps } from "./AnswerField";
import { draftOf, moved } from "./answers";
import { t } from "./messages";
import css from "./Question.module.css";
import { Words, optionText } from "./QuestionText";

/** Items to put in order, with buttons beside each and with the keys Alt + up and down. */
export function Ordering({ question, answer, onChange, solution = null }: AnswerProps) {
  const list = useRef<HTMLOListElement>(null);
  const order = solution?.order ?? answer.order ?? draftOf(question, null).order ?? [];

  function move(id: string, by: number) {
    const next = moved(order, id, by);
    const focused = document.activeElement as HTMLElement | null;
    onChange?.({ order: next });
    // An element that is moved in the page loses the focus.
    requestAnimationFrame(() => {
      if (focused !== null && list.current?.contains(focused)) focused.focus();
    });
    announce(t("question.moved", { text: optionText(question, id), place: next.indexOf(id) + 1 }));
  }

  function onKeyDown(event: KeyboardEvent, id: string) {
    if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    event.preventDefault();
    move(id, event.key === "ArrowUp" ? -1 : 1);
  }

  return (
    <div class={css.ordering}>
      {onChange && <p class={css.hint}>{t("question.orderHint")}</p>}
      <ol ref={list} class={css.order} aria-label={t("question.order")}>
        {order.map((id, place) => {
          const text = optionText(question, id);
          const shown = question.options.findIndex((one) => one.id === id);
          return (
            <li key={id} class={css.orderItem} data-place={shown} onKeyDown={onChange && ((event) => onKeyDown(event, id))}>
              <span class={css.orderPlace} aria-hidden="true">
                {number(place + 1)}
              </span>
              <Words text={text} />
              {onChange && (
                <span class={css.orderTools}>
                  {/* Not `disabled`, which would take the focus away from whoever pressed it. */}
                  <IconButton
                    icon={ArrowUp}
                    label={t("question.moveUp", { text })}
                    aria-disabled={place === 0}
                    data-by="-1"
                    onClick={() => move(id, -1)}
                  />
                  <IconButton
                    icon={ArrowDown}
                    label={t("question.moveDown", { text })}
                    aria-disabled={place === order.length - 1}
                    data-by="1"
                    onClick={() => move(id, 1)}
                  />
                </span>
              )}
            </li>
          );
        })}
      </ol>
    </div>
  );
}
