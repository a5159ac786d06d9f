import { announcement, toasts } from "../kernel/toast";
import css from "./Toasts.module.css";

/** Short messages at the edge of the page, read aloud as they come; stands once on the page. */
export function Toasts() {
  const calm = toasts.value.filter(({ urgent }) => !urgent);
  const urgent = toasts.value.filter((one) => one.urgent);
  return (
    <>
      <div class={css.toasts}>
        <div role="status">
          {calm.map(({ id, text }) => (
            <p key={id} class={css.toast}>
              {text}
            </p>
          ))}
        </div>
        <div role="alert">
          {urgent.map(({ id, text }) => (
            <p key={id} class={css.toast} data-urgent="true">
              {text}
            </p>
          ))}
        </div>
      </div>
      <div class="visually-hidden" role="status">
        {announcement}
      </div>
    </>
  );
}
