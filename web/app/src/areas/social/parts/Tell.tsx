import { useQuery } from "@tanstack/preact-query";
import { Send } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";

import { randomUuid } from "../../../kernel/api";
import { t as shared } from "../../../kernel/messages";
import { fail, toast } from "../../../kernel/toast";
import { Button, IconButton } from "../../../ui/Button";
import { Actions } from "../../../ui/Card";
import { Dialog } from "../../../ui/Dialog";
import { Avatar, RoleTag } from "../../../ui/Person";
import { Row, Rows } from "../../../ui/Rows";
import { Line } from "../../../ui/TextFields";
import { t } from "../messages";
import { type Post, requests } from "../requests";
import { addressOf } from "./shareMenu";

const PAUSE = 300;

/** Send a post to somebody as a message. */
export function Tell({ post, onClose }: { post: Post; onClose: () => void }) {
  const [words, setWords] = useState("");
  const [asked, setAsked] = useState("");
  const [key] = useState(randomUuid);
  useEffect(() => {
    const waiting = setTimeout(() => setAsked(words.trim()), PAUSE);
    return () => clearTimeout(waiting);
  }, [words]);
  const { data } = useQuery({
    queryKey: ["social", "named", asked],
    queryFn: () => requests.named(asked),
    enabled: asked !== "",
  });
  const found = asked === "" ? [] : (data?.data ?? []);

  async function send(id: string, name: string) {
    await requests.tell(id, addressOf(post.id), key);
    toast(t("share.sent", { name }));
    onClose();
  }

  return (
    <Dialog title={t("share.message")} onClose={onClose}>
      <Line label={t("share.name")} value={words} maxLength={60} onText={setWords} />
      <p role="status">{asked !== "" && data !== undefined && found.length === 0 && t("share.nobody")}</p>
      <Rows label={t("share.message")}>
        {found.map(({ id, name, avatar, role }) => (
          <Row
            key={id}
            picture={<Avatar person={{ id, name, avatar }} size="small" />}
            actions={
              <IconButton icon={Send} label={t("share.sendTo", { name })} onClick={() => void send(id, name).catch(fail)} />
            }
          >
            <b dir="auto">{name}</b>
            <RoleTag role={role} />
          </Row>
        ))}
      </Rows>
      <Actions end>
        <Button kind="quiet" onClick={onClose}>
          {shared("app.cancel")}
        </Button>
      </Actions>
    </Dialog>
  );
}
