/** Home is the question: nothing to decide before asking. */
import { useTranslation } from "react-i18next";

import { useMe } from "../../api/session";
import { hourNow } from "../../lib/dates";
import { useTitle } from "../../lib/useTitle";
import styles from "./AskPage.module.css";
import { Composer } from "./Composer";
import { RecentQuestions } from "./RecentQuestions";
import { ServiceNotes } from "./ServiceNotes";
import { Tasks } from "./Tasks";

function greeting(hour: number): "ask.night" | "ask.morning" | "ask.afternoon" | "ask.evening" {
  if (hour >= 22 || hour < 5) return "ask.night";
  if (hour < 12) return "ask.morning";
  return hour < 18 ? "ask.afternoon" : "ask.evening";
}

export function AskPage() {
  const { t } = useTranslation();
  const me = useMe();
  useTitle(t("ask.title"));
  return (
    <div className={styles["page"]}>
      <h1 className={styles["greeting"]}>{t(greeting(hourNow()), { name: me.name })}</h1>
      <p className={styles["lead"]}>{t("ask.lead")}</p>
      <ServiceNotes me={me} />
      <Composer />
      <Tasks />
      <RecentQuestions />
    </div>
  );
}
