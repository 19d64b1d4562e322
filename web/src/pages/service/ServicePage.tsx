/** Is every part of the service well? */
import { useTranslation } from "react-i18next";

import { useReadiness, useService } from "../../api/service";
import { Card } from "../../components/Card";
import { QueryGate } from "../../components/QueryGate";
import { Tag } from "../../components/Tag";
import { useTitle } from "../../lib/useTitle";
import { PartRow } from "./PartRow";
import styles from "./ServicePage.module.css";

export function ServicePage() {
  const { t } = useTranslation();
  const readiness = useReadiness();
  const { data: service } = useService();
  useTitle(t("staff.service_title"));
  return (
    <div className={styles["page"]}>
      <h1 className={styles["title"]}>{t("staff.service_title")}</h1>
      <QueryGate query={readiness}>
        {({ ready, parts }) => (
          <Card>
            <p role="status" className={ready ? styles["good"] : styles["warn"]}>
              {ready ? t("staff.service_ready") : t("staff.service_not_ready")}
            </p>
            <ul className={styles["parts"]}>
              {parts.map((part) => (
                <PartRow key={part.name} part={part} />
              ))}
            </ul>
          </Card>
        )}
      </QueryGate>
      {service && (
        <Card>
          <dl className={styles["facts"]}>
            <dt>{t("staff.version")}</dt>
            <dd>
              {service.name} {service.version}
            </dd>
            <dt>{t("staff.hours")}</dt>
            <dd>
              {service.hours_text}{" "}
              <Tag tone={service.open_now ? "good" : "plain"}>
                {service.open_now ? t("staff.open_now") : t("staff.closed_now")}
              </Tag>
            </dd>
          </dl>
        </Card>
      )}
    </div>
  );
}
