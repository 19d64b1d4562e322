/** Where a student's wish for a teacher stands; it leads into the room when somebody has come. */
import { Button } from "antd";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { useHelpStanding } from "../../api/tutoring";
import type { HelpStanding } from "../../api/types";
import { Card } from "../../components/Card";
import { PageState } from "../../components/PageState";
import { QueryGate } from "../../components/QueryGate";
import { useTitle } from "../../lib/useTitle";
import styles from "./HelpPage.module.css";
import { Waiting } from "./Waiting";

export function HelpPage() {
  const { t } = useTranslation();
  const query = useHelpStanding();
  useTitle(t("tutoring.standing"));
  return (
    <div className={styles["page"]} aria-live="polite">
      <QueryGate query={query}>{(standing) => <Standing standing={standing} />}</QueryGate>
    </div>
  );
}

function Standing({ standing }: { standing: HelpStanding }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { request, session_id: room } = standing;
  const waited = useRef(false);
  useEffect(() => {
    if (request !== null) waited.current = true;
    else if (room !== null && waited.current) void navigate(`/rooms/${room}`);
  }, [request, room, navigate]);
  if (room !== null) {
    return (
      <Card>
        <h1>{t("tutoring.accepted")}</h1>
        <Button type="primary" size="large" block onClick={() => void navigate(`/rooms/${room}`)} data-testid="enter-room">
          {t("tutoring.enter")}
        </Button>
      </Card>
    );
  }
  if (request !== null) return <Waiting request={request} />;
  const unserved = standing.ended === "unserved";
  return (
    <PageState
      art="empty"
      title={t(unserved ? "tutoring.unserved" : "tutoring.none")}
      hint={
        !standing.open_now
          ? t("tutoring.closed", { hours: standing.hours_text })
          : unserved
            ? t("tutoring.unserved_hint")
            : t("tutoring.none_hint", { minutes: standing.minutes_left })
      }
    >
      <Button type="primary" onClick={() => void navigate("/")}>
        {t("tutoring.to_ask")}
      </Button>
    </PageState>
  );
}
