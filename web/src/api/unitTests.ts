/** Tests of a unit: begun, answered item by item, handed in. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, take } from "./client";
import type { UnitTest } from "./types";

const key = (id: string) => ["unit-test", id] as const;

export function useUnitTest(id: string) {
  return useQuery({
    queryKey: key(id),
    queryFn: ({ signal }) => take(api.GET("/api/unit-tests/{test_id}", { params: { path: { test_id: id } }, signal })),
    staleTime: 0, // it may have been gone on with on another device
  });
}

function useKeepTest() {
  const client = useQueryClient();
  return (test: UnitTest) => {
    client.setQueryData<UnitTest>(key(test.id), test);
    void client.invalidateQueries({ queryKey: ["map-mastery"] });
  };
}

export function useBeginUnitTest() {
  const keep = useKeepTest();
  return useMutation({
    mutationFn: (unit: string) => take(api.POST("/api/unit-tests", { body: { unit } })),
    onSuccess: keep,
  });
}

export function useAnswerItem(id: string) {
  const keep = useKeepTest();
  return useMutation({
    mutationFn: (body: { item: string; text: string }) =>
      take(api.POST("/api/unit-tests/{test_id}/answers", { params: { path: { test_id: id } }, body })),
    onSuccess: (marked) => keep(marked.test),
  });
}

export function useHandIn(id: string) {
  const keep = useKeepTest();
  return useMutation({
    mutationFn: () => take(api.POST("/api/unit-tests/{test_id}/hand-in", { params: { path: { test_id: id } } })),
    onSuccess: keep,
  });
}
