/** The knowledge map of a subject: the picture or its outline, a point's panel, the way to it. */
import { useTranslation } from "react-i18next";
import { Navigate, useLocation, useParams } from "react-router";

import "../../i18n/mapWords";

import { useSubjects } from "../../api/service";
import { QueryGate } from "../../components/QueryGate";
import { useTitle } from "../../lib/useTitle";
import { NotFoundPage } from "../NotFoundPage";
import { keptSubject } from "./keptSubject";
import { MapScreen } from "./MapScreen";

export function MapPage() {
  const { t } = useTranslation();
  const { code } = useParams();
  const { search } = useLocation();
  const query = useSubjects();
  useTitle(t("map.title"));
  return (
    <QueryGate query={query}>
      {(subjects) => {
        const point = new URLSearchParams(search).get("point")?.split(".")[0];
        const known = (wanted: string | null | undefined) => subjects.find((one) => one.code === wanted);
        // A point's address names its subject too.
        const home = known(point) ?? known(code) ?? (code === undefined ? (known(keptSubject()) ?? known("math") ?? subjects[0]) : undefined);
        if (!home) return <NotFoundPage />;
        if (home.code !== code) return <Navigate to={`/map/${home.code}${search}`} replace />;
        return <MapScreen subject={home} subjects={subjects} />;
      }}
    </QueryGate>
  );
}
