/** The point, stage, view and route of the map live in the address: they can be linked to and gone back from. */
import { useCallback, useMemo } from "react";
import { useNavigate, useSearchParams } from "react-router";

import type { Stage } from "../../api/types";

export type View = "map" | "outline";

export interface MapAddress {
  point: string | null;
  stage: Stage | null;
  view: View;
  route: boolean;
}

export function useMapAddress() {
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const address = useMemo((): MapAddress => {
    const stage = search.get("stage");
    return {
      point: search.get("point"),
      stage: stage === "初中" || stage === "高中" ? stage : null,
      view: search.get("view") === "outline" ? "outline" : "map",
      route: search.has("route") && search.has("point"),
    };
  }, [search]);
  const go = useCallback(
    (code: string, change: Partial<MapAddress>, replace = false) => {
      const next = { ...address, ...change };
      const to = new URLSearchParams();
      if (next.point !== null) to.set("point", next.point);
      if (next.stage !== null) to.set("stage", next.stage);
      if (next.view === "outline") to.set("view", "outline");
      if (next.route && next.point !== null) to.set("route", "1");
      const words = to.toString();
      void navigate(`/map/${code}${words === "" ? "" : `?${words}`}`, { replace, preventScrollReset: true });
    },
    [address, navigate],
  );
  return { address, go };
}
