/** Nobody in session: to the login page, and back here afterwards. */
import { Navigate, Outlet, useLocation } from "react-router";

import { useSession } from "../api/session";
import { LoadingPage } from "../pages/LoadingPage";
import { ProblemPage } from "../pages/ProblemPage";

export function RequireSession() {
  const { data: me, error, isPending, refetch } = useSession();
  const location = useLocation();
  if (isPending) return <LoadingPage />;
  if (error && !me) return <ProblemPage error={error} onRetry={() => void refetch()} />;
  if (!me) {
    const here = location.pathname + location.search;
    return <Navigate to={here === "/" ? "/login" : `/login?next=${encodeURIComponent(here)}`} replace />;
  }
  if (me.must_change_password && location.pathname !== "/password") return <Navigate to="/password" replace />;
  return <Outlet />;
}
