/** Who is using the app. */
import { useMutation, useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";

import { get, keepCsrfToken, send } from "./client";
import { isProblem } from "./problem";
import type { Me } from "./types";

export const SESSION_KEY = ["session"] as const;

async function readSession(): Promise<Me | null> {
  try {
    const me = await get<Me>("/session");
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

export interface Credentials {
  organisation: string;
  number: string;
  password: string;
}

export function useLogin() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (credentials: Credentials) => send<Me>("POST", "/session", credentials),
    onSuccess: (me) => keepSession(client, me),
    meta: { quiet: true },
  });
}

export function useLogout() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => send<null>("DELETE", "/session"),
    onSuccess: () => endSession(client),
  });
}

export function useChangePassword() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (passwords: { old: string; new: string }) => send<Me>("POST", "/session/password", passwords),
    onSuccess: (me) => keepSession(client, me),
    meta: { quiet: true },
  });
}

export function usePersonalised() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (personalised: boolean) => send<Me>("PATCH", "/me", { personalised }),
    onSuccess: (me) => {
      keepSession(client, me);
      void client.invalidateQueries({ queryKey: ["recommendation"] });
    },
  });
}
