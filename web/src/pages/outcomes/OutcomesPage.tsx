/** The newest entries of the outcome log. */
import { ReloadOutlined } from "@ant-design/icons";
import { Button, Segmented, Table } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useOutcomes } from "../../api/outcomes";
import type { OutcomeRow } from "../../api/types";
import { PageState } from "../../components/PageState";
import { QueryGate } from "../../components/QueryGate";
import { useSubjectName } from "../../components/useSubjectName";
import { shortTime } from "../../lib/dates";
import { useTitle } from "../../lib/useTitle";
import styles from "./OutcomesPage.module.css";
import { kindName, listName, reasonName } from "./words";

const LIMIT = 200;

export function OutcomesPage() {
  const { t, i18n } = useTranslation();
  const query = useOutcomes(LIMIT);
  const [actsOnly, setActsOnly] = useState(false);
  const subjectName = useSubjectName();
  useTitle(t("staff.outcomes_title"));
  return (
    <>
      <div className={styles["head"]}>
        <div>
          <h1>{t("staff.outcomes_title")}</h1>
          <p className={styles["lead"]}>{t("staff.outcomes_lead")}</p>
        </div>
        <Button icon={<ReloadOutlined aria-hidden />} loading={query.isFetching} onClick={() => void query.refetch()}>
          {t("staff.refresh")}
        </Button>
      </div>
      <div className={styles["filter"]}>
        <Segmented
          aria-label={t("staff.kind")}
          value={actsOnly ? "acts" : "all"}
          onChange={(value) => setActsOnly(value === "acts")}
          options={[
            { value: "all", label: t("staff.outcomes_all") },
            { value: "acts", label: t("staff.outcomes_acts") },
          ]}
        />
      </div>
      <QueryGate query={query}>
        {(rows) =>
          rows.length === 0 ? (
            <PageState art="empty" title={t("staff.outcomes_empty")} />
          ) : (
            // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the keyboard must be able to scroll the table
            <div className={styles["scroll"]} role="region" tabIndex={0} aria-label={t("staff.outcomes_title")}>
              <Table<OutcomeRow>
                rowKey="id"
                dataSource={actsOnly ? rows.filter((row) => row.kind !== "shown") : rows}
                size="middle"
                pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
                columns={[
                  { title: t("staff.at"), dataIndex: "at", render: (at: string) => shortTime(at, i18n.language) },
                  { title: t("staff.kind"), dataIndex: "kind", render: (kind: string) => kindName(t, kind) },
                  { title: t("staff.list"), dataIndex: "list", render: (list: string | null) => listName(t, list) },
                  { title: t("staff.item"), dataIndex: "item_id", render: (id: string | null) => id ?? "—" },
                  {
                    title: t("staff.subject"),
                    dataIndex: "subject",
                    render: (subject: string | null) => (subject === null ? "—" : subjectName(subject)),
                  },
                  { title: t("staff.student"), dataIndex: "student", render: (id: string) => <span title={id}>{id.slice(0, 10)}</span> },
                  { title: t("staff.reason"), dataIndex: "reason", render: (reason: string | null) => reasonName(t, reason) },
                ]}
              />
            </div>
          )
        }
      </QueryGate>
    </>
  );
}
