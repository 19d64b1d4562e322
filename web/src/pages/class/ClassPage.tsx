/** The class teacher's students, and a new password for the one who forgot. */
import { Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useStudents } from "../../api/students";
import type { Student } from "../../api/types";
import { PageState } from "../../components/PageState";
import { Portrait } from "../../components/Portrait";
import { QueryGate } from "../../components/QueryGate";
import { Tag } from "../../components/Tag";
import { useTitle } from "../../lib/useTitle";
import styles from "./ClassPage.module.css";
import { PasswordResetDialog } from "./PasswordResetDialog";

export function ClassPage() {
  const { t } = useTranslation();
  const query = useStudents();
  const [words, setWords] = useState("");
  const [chosen, setChosen] = useState<Student | null>(null);
  useTitle(t("staff.class_title"));

  const status = (student: Student) => {
    if (student.locked) return <Tag tone="second">{t("staff.locked")}</Tag>;
    return student.must_change_password ? <Tag>{t("staff.first_login")}</Tag> : null;
  };
  return (
    <div className={styles["page"]}>
      <h1>{t("staff.class_title")}</h1>
      <p className={styles["lead"]}>{t("staff.class_lead")}</p>
      <QueryGate query={query}>
        {(students) =>
          students.length === 0 ? (
            <PageState art="empty" title={t("staff.class_empty")} />
          ) : (
            <>
              <Input
                allowClear
                value={words}
                onChange={(event) => setWords(event.target.value)}
                placeholder={t("staff.search")}
                aria-label={t("staff.search")}
              />
              <ul className={styles["list"]}>
                {students
                  .filter(({ name, number }) => `${name} ${number}`.includes(words.trim()))
                  .map((student) => (
                    <li key={student.id} className={styles["row"]} data-testid={`student-${student.id}`}>
                      <Portrait name={student.name} size={44} />
                      <div className={styles["who"]}>
                        <span className={styles["name"]}>
                          {student.name} {status(student)}
                        </span>
                        <span className={styles["number"]}>
                          <span>{student.number}</span> <span>{student.class_name}</span>
                        </span>
                      </div>
                      <Button
                        onClick={() => setChosen(student)}
                        aria-label={t("staff.reset_of", { name: student.name })}
                        data-testid={`reset-${student.id}`}
                      >
                        {t("staff.reset")}
                      </Button>
                    </li>
                  ))}
              </ul>
            </>
          )
        }
      </QueryGate>
      {chosen !== null && <PasswordResetDialog key={chosen.id} student={chosen} onClose={() => setChosen(null)} />}
    </div>
  );
}
