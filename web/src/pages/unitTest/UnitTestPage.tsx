/** A test of a unit: its items one by one, then what they say. */
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";

import { useUnitTest } from "../../api/unitTests";
import { BackLink } from "../../components/BackLink";
import { QueryGate } from "../../components/QueryGate";
import { useTitle } from "../../lib/useTitle";
import { TestResult } from "./TestResult";
import { TestRun } from "./TestRun";
import styles from "./UnitTestPage.module.css";

export function UnitTestPage() {
  const { t } = useTranslation();
  const { id = "" } = useParams();
  const query = useUnitTest(id);
  useTitle(query.data ? `${query.data.name} · ${t("unit_test.title")}` : t("unit_test.title"));
  return (
    <div className={styles["page"]}>
      <BackLink to="/map" />
      <QueryGate query={query}>
        {(test) => (
          <>
            <h1>
              {test.name}
              <small>{t("unit_test.title")}</small>
            </h1>
            {test.finished ? <TestResult test={test} /> : <TestRun key={test.id} test={test} />}
          </>
        )}
      </QueryGate>
    </div>
  );
}
