/** On every page: a teacher has come, or a student asks; and the bell that tells. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { useLocation, useNavigate } from "react-router";

import { useBell, useDesk, useHelpStanding } from "../api/tutoring";
import type { Role } from "../api/types";
import { Banner } from "../components/Banner";

export function TutoringBanner({ role }: { role: Role }) {
  useBell(role === "student" || role === "teacher");
  if (role === "student") return <StudentBanner />;
  return role === "teacher" ? <TeacherBanner /> : null;
}

function StudentBanner() {
  const { t } = useTranslation();
  const { data } = useHelpStanding();
  if (data?.session_id) return <Call to={`/rooms/${data.session_id}`} words={t("tutoring.accepted")} action={t("tutoring.enter")} />;
  return data?.request ? <Call to="/help" words={t("tutoring.waiting")} action={t("tutoring.to_standing")} /> : null;
}

function TeacherBanner() {
  const { t } = useTranslation();
  const { data } = useDesk();
  if (data?.session_id) return <Call to={`/rooms/${data.session_id}`} words={t("tutoring.going_on")} action={t("tutoring.enter")} />;
  if (!data?.invitation) return null;
  return <Call to="/desk" words={t("tutoring.invitation", { name: data.invitation.student })} action={t("tutoring.desk")} />;
}

function Call({ to, words, action }: { to: string; words: string; action: string }) {
  const navigate = useNavigate();
  const { pathname } = useLocation();
  if (pathname === to || pathname.startsWith("/rooms/") || (pathname === "/help" && to.startsWith("/rooms/"))) return null;
  return (
    <div role="status">
      <Banner tone="info">
        {words}{" "}
        <Button size="small" type="primary" onClick={() => void navigate(to)} data-testid="tutoring-call">
          {action}
        </Button>
      </Banner>
    </div>
  );
}
