/** The service itself: name, hours, readiness, schools, subjects. Open to everybody. */
import { useQuery } from "@tanstack/react-query";

import { api, take } from "./client";

const HOUR = 3_600_000;
const WARMING_EVERY = 3_000;

export function useService() {
  return useQuery({
    queryKey: ["service"],
    queryFn: () => take(api.GET("/api/service")),
    staleTime: 5 * 60_000,
    meta: { public: true, quiet: true },
  });
}

export function useReadiness() {
  return useQuery({
    queryKey: ["ready"],
    queryFn: () => take(api.GET("/api/ready")),
    refetchInterval: (query) => (query.state.data?.ready === true ? 60_000 : WARMING_EVERY),
    retry: false,
    meta: { public: true, quiet: true },
  });
}

export function useOrganisations() {
  return useQuery({
    queryKey: ["organisations"],
    queryFn: () => take(api.GET("/api/organisations")),
    staleTime: HOUR,
    meta: { public: true },
  });
}

export function useSubjects() {
  return useQuery({
    queryKey: ["subjects"],
    queryFn: () => take(api.GET("/api/subjects")),
    staleTime: HOUR,
  });
}
