/** A teacher's desk: on duty or not, and who asks for help. */
import { Button, Switch } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";

import { useDesk, useDuty } from "../../api/tutoring";
import type { Desk } from "../../api/types";
import { Banner } from "../../components/Banner";
import { Card } from "../../components/Card";
import { PageState } from "../../components/PageState";
import { QueryGate } from "../../components/QueryGate";
import { shortTime } from "../../lib/dates";
import { useTitle } from "../../lib/useTitle";
import styles from "./DeskPage.module.css";
import { InvitationCard } from "./InvitationCard";

export function DeskPage() {
  const { t } = useTranslation();
  const query = useDesk();
  useTitle(t("tutoring.desk"));
  return (
    <div className={styles["page"]}>
      <h1>{t("tutoring.desk")}</h1>
      <p>
        <Link to="/rooms" data-testid="own-sessions">
          {t("room.sessions")} →
        </Link>
      </p>
      <QueryGate query={query}>{(desk) => <DeskBody desk={desk} />}</QueryGate>
    </div>
  );
}

function DeskBody({ desk }: { desk: Desk }) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const duty = useDuty();
  const on = desk.since !== null;
  return (
    <>
      {!desk.open_now && <Banner tone="calm">{t("tutoring.closed", { hours: desk.hours_text })}</Banner>}
      <Card className={styles["duty"]}>
        <label>
          <Switch
            checked={on}
            loading={duty.isPending}
            disabled={!on && !desk.open_now}
            onChange={(wanted) => duty.mutate(wanted)}
            aria-label={t("tutoring.duty")}
            data-testid="duty"
          />
          <strong>{t(on ? "tutoring.duty_on" : "tutoring.duty_off")}</strong>
        </label>
        {desk.since !== null && <span className={styles["soft"]}>{t("tutoring.duty_since", { time: shortTime(desk.since, i18n.language) })}</span>}
      </Card>
      <div aria-live="assertive">
        {desk.session_id !== null && (
          <Card>
            <h2>{t("tutoring.going_on")}</h2>
            <Button type="primary" onClick={() => void navigate(`/rooms/${desk.session_id ?? ""}`)} data-testid="enter-room">
              {t("tutoring.enter")}
            </Button>
          </Card>
        )}
        {desk.invitation !== null && <InvitationCard key={desk.invitation.id} invitation={desk.invitation} />}
      </div>
      {desk.invitation === null && desk.session_id === null && (
        <PageState
          art="empty"
          title={t("tutoring.waiting_for_invitation")}
          hint={t(on ? "tutoring.waiting_for_invitation_hint" : "tutoring.off_hint")}
        />
      )}
    </>
  );
}
