/** The classes in one's care: what is set to them; their students: a new password for the one who forgot, and the guardian's consent. */
import { Input, Pagination } from "antd";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";

import { STUDENTS_A_PAGE, useStudents } from "../../api/students";
import type { Student } from "../../api/types";
import { PageState } from "../../components/PageState";
import { QueryGate } from "../../components/QueryGate";
import { useTitle } from "../../lib/useTitle";
import { AssignedCourses } from "./AssignedCourses";
import { CareAlerts } from "./CareAlerts";
import styles from "./ClassPage.module.css";
import { ConsentDialog } from "./ConsentDialog";
import { PasswordResetDialog } from "./PasswordResetDialog";
import { SharedChatsDialog } from "./SharedChatsDialog";
import { StudentLine } from "./StudentLine";

type Open = { what: "password" | "consent" | "chats"; student: Student } | null;

export function ClassPage() {
  const { t } = useTranslation();
  const [words, setWords] = useState("");
  const [page, setPage] = useState(1);
  const [open, setOpen] = useState<Open>(null);
  const query = useStudents(useDeferredValue(words.trim()), page);
  useTitle(t("nav.class"));

  const search = (text: string) => {
    setWords(text);
    setPage(1);
  };
  const close = () => setOpen(null);
  return (
    <div className={styles["page"]}>
      <h1>{t("nav.class")}</h1>
      <CareAlerts />
      <AssignedCourses />
      <h2>{t("staff.class_title")}</h2>
      <p className={styles["lead"]}>{t("staff.class_lead")}</p>
      <Input
        allowClear
        value={words}
        onChange={(event) => search(event.target.value)}
        placeholder={t("staff.search")}
        aria-label={t("staff.search")}
        data-testid="student-search"
      />
      <QueryGate query={query}>
        {({ total, students }) =>
          total === 0 ? (
            <PageState art="empty" title={t(words.trim() === "" ? "staff.class_empty" : "staff.search_empty")} />
          ) : (
            <>
              <ul className={styles["list"]}>
                {students.map((student) => (
                  <StudentLine
                    key={student.id}
                    student={student}
                    onConsent={() => setOpen({ what: "consent", student })}
                    onChats={() => setOpen({ what: "chats", student })}
                    onReset={() => setOpen({ what: "password", student })}
                  />
                ))}
              </ul>
              <Pagination
                current={page}
                total={total}
                pageSize={STUDENTS_A_PAGE}
                onChange={setPage}
                hideOnSinglePage
                showSizeChanger={false}
                align="center"
              />
            </>
          )
        }
      </QueryGate>
      {open?.what === "password" && <PasswordResetDialog key={open.student.id} student={open.student} onClose={close} />}
      {open?.what === "chats" && <SharedChatsDialog key={open.student.id} student={open.student} onClose={close} />}
      {open?.what === "consent" && <ConsentDialog key={open.student.id} student={open.student} onClose={close} />}
    </div>
  );
}
