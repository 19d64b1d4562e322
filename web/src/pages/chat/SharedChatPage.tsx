/** A student's conversation as their class teacher reads it: nothing can be said or answered here. */
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";

import { useSharedChat } from "../../api/chatReaders";
import { BackLink } from "../../components/BackLink";
import { QueryGate } from "../../components/QueryGate";
import { PATHS } from "../../lib/roles";
import { useTitle } from "../../lib/useTitle";
import styles from "./ChatPage.module.css";
import { Messages } from "./Messages";

export function SharedChatPage() {
  const { t } = useTranslation();
  const { id = "" } = useParams();
  const query = useSharedChat(id);
  useTitle(t("nav.chat"));
  return (
    <div className={styles["read"]}>
      <BackLink to={PATHS.class} />
      <QueryGate query={query}>
        {({ name, chat }) => (
          <>
            <h1>{t("staff.chats_of", { name })}</h1>
            <p className={styles["note"]}>{t("staff.chats_note")}</p>
            <div className={styles["messages"]} data-testid="messages">
              <Messages messages={chat.messages} busy retelling={null} onSend={() => undefined} />
            </div>
          </>
        )}
      </QueryGate>
    </div>
  );
}
