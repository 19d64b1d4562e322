/** The conversations that a student lets their class teachers read. */
import { Modal } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { useSharedChats } from "../../api/chatReaders";
import type { Student } from "../../api/types";
import { QueryGate } from "../../components/QueryGate";
import { shortTime } from "../../lib/dates";
import styles from "./ClassPage.module.css";

interface Props {
  student: Student;
  onClose: () => void;
}

export function SharedChatsDialog({ student, onClose }: Props) {
  const { t, i18n } = useTranslation();
  const query = useSharedChats(student.id);
  return (
    <Modal open title={t("staff.chats_of", { name: student.name })} footer={null} onCancel={onClose}>
      <QueryGate query={query}>
        {(chats) =>
          chats.length === 0 ? (
            <p className={styles["lead"]}>{t("staff.chats_none")}</p>
          ) : (
            <ul className={styles["chats"]}>
              {chats.map((chat) => (
                <li key={chat.id}>
                  <Link to={`/shared-chats/${encodeURIComponent(chat.id)}`} data-testid="shared-chat">
                    {chat.title === "" ? t("chat.untitled") : chat.title}
                  </Link>
                  <small>{shortTime(chat.at, i18n.language)}</small>
                </li>
              ))}
            </ul>
          )
        }
      </QueryGate>
    </Modal>
  );
}
