/** Who is using the app. */
import { useMutation, useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";

import { api, take } from "./client";
import { keepCsrfToken } from "./csrf";
import { isProblem } from "./problem";
import type { Credentials, Me, PasswordChange } from "./types";

export const SESSION_KEY = ["session"] as const;

async function readSession(): Promise<Me | null> {
  try {
    const me = await take(api.GET("/api/session"));
    keepCsrfToken(me.csrf_token);
    return me;
  } catch (error) {
    if (isProblem(error, 401)) return null;
    throw error;
  }
}

function keepSession(client: QueryClient, me: Me | null): void {
  keepCsrfToken(me?.csrf_token ?? "");
  client.setQueryData(SESSION_KEY, me);
}

/** Forget everything of the person who was here, then say nobody is. */
export function endSession(client: QueryClient): void {
  client.removeQueries({ predicate: (query) => query.queryKey[0] !== SESSION_KEY[0] && query.meta?.["public"] !== true });
  keepSession(client, null);
}

export function useSession() {
  return useQuery({ queryKey: SESSION_KEY, queryFn: readSession, staleTime: Infinity, retry: 1 });
}

/** The person in session; only used below RequireSession. */
export function useMe(): Me {
  const { data } = useSession();
  if (!data) throw new Error("no session");
  return data;
}

export function useLogin() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (credentials: Credentials) => take(api.POST("/api/session", { body: credentials })),
    onSuccess: (me) => keepSession(client, me),
    meta: { quiet: true },
  });
}

/** Leaves by loading the page anew: on a shared computer nothing of the last person stays in memory. */
export function useLogout() {
  return useMutation({
    mutationFn: () => take(api.DELETE("/api/session")),
    onSuccess: () => window.location.replace("/login"),
  });
}

export function useChangePassword() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: PasswordChange) => take(api.POST("/api/session/password", { body })),
    onSuccess: (me) => keepSession(client, me),
    meta: { quiet: true },
  });
}

export function usePersonalised() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (personalised: boolean) => take(api.PATCH("/api/me", { body: { personalised } })),
    onSuccess: (me) => {
      keepSession(client, me);
      void client.invalidateQueries({ queryKey: ["recommendation"] });
    },
  });
}
