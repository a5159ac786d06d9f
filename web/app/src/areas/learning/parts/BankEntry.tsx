import { Trash2 } from "lucide-preact";

import { inLanguage } from "../../../kernel/i18n";
import { IconButton, LinkButton } from "../../../ui/Button";
import { Actions, Chip } from "../../../ui/Card";
import { t } from "../messages";
import css from "../pages/Bank.module.css";
import type { BankedQuestionRead } from "../requests";

interface BankEntryProps {
  entry: BankedQuestionRead;
  chosen: boolean;
  onChoose: (on: boolean) => void;
  onShare: () => void;
  onRemove: () => void;
}

/** A question of the bank: to choose, and to share or remove where it is one's own. */
export function BankEntry({ entry, chosen, onChoose, onShare, onRemove }: BankEntryProps) {
  const { question, pictures, owner, tags, shared, used, canEdit } = entry;
  const picture = pictures.find(({ uploadId }) => uploadId === question.image?.uploadId);
  const text = inLanguage(question.text, question.textKh);
  return (
    <div class={css.entry}>
      <input
        type="checkbox"
        checked={chosen}
        aria-label={t("bank.choose", { text })}
        onChange={({ currentTarget }) => onChoose(currentTarget.checked)}
      />
      <div>
        <p class={css.text} dir="auto">
          <b>{text}</b>
        </p>
        {picture !== undefined && (
          <img class={css.picture} src={picture.thumbUrl ?? picture.url} alt={question.image?.alt ?? ""} referrerPolicy="no-referrer" loading="lazy" />
        )}
        <p class={css.facts}>
          <span>{t(`question.type.${question.type}`)}</span>
          <span>{t("bank.by", { name: owner.name })}</span>
          <span>{t("bank.used", { count: used })}</span>
          {tags.map((tag) => (
            <Chip key={tag}>{tag}</Chip>
          ))}
          {shared && <Chip>{t("bank.shared")}</Chip>}
        </p>
        {canEdit && (
          <Actions>
            <LinkButton onClick={onShare}>{t(shared ? "bank.unshare" : "bank.share")}</LinkButton>
            <IconButton icon={Trash2} label={`${t("bank.remove")}: ${text}`} onClick={onRemove} />
          </Actions>
        )}
      </div>
    </div>
  );
}
