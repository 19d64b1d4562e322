/** A page only some roles have; the address "/" leads everybody to their own home. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { Navigate, Outlet, useNavigate } from "react-router";

import { useMe } from "../api/session";
import { PageState } from "../components/PageState";
import { homeOf, mayVisit, type Place } from "../lib/roles";

export function RequirePlace({ place }: { place: Place }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const me = useMe();
  if (mayVisit(me.role, place)) return <Outlet />;
  if (place === "ask") return <Navigate to={homeOf(me.role)} replace />;
  return (
    <PageState art="lost" title={t("state.wrong_role")}>
      <Button type="primary" onClick={() => void navigate(homeOf(me.role))}>
        {t("nav.home")}
      </Button>
    </PageState>
  );
}
