import { t } from "../kernel/messages";
import { day } from "../kernel/time";
import { useWorld } from "../kernel/world";
import { ButtonLink } from "../ui/Button";
import css from "../ui/Status.module.css";

/** Says from when on the school asks for a second factor, as long as there is time to set one up. */
export function FactorBanner() {
  const { secondFactorDue: due } = useWorld().me;
  if (due === null) return null;
  return (
    <div class={css.banner} role="status" data-factor>
      <span>{t("factor.soon", { day: day(due) })}</span>
      <ButtonLink size="small" href="/security">
        {t("factor.setUp")}
      </ButtonLink>
    </div>
  );
}
