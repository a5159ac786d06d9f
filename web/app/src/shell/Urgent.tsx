import { UrgentNotifications } from "@stunity/react";

import { placeOf } from "../areas/notifications/model/places";
import type { Notification } from "../areas/notifications/requests";
import { sound } from "../kernel/comfort";
import { t } from "../kernel/messages";
import { navigate } from "../kernel/router";
import css from "./Urgent.module.css";

/** What cannot wait stands above the page until it is answered. */
export default function Urgent() {
  return (
    <div class={css.urgent}>
      <UrgentNotifications
        sound={sound.value}
        labels={{ title: t("urgent.title"), open: t("urgent.open"), dismiss: t("urgent.dismiss") }}
        onOpen={(notice) => void navigate(placeOf(notice as Notification) ?? "/notifications")}
      />
    </div>
  );
}
