/** One cache for what the server said; an expired session anywhere leads to the login page. */
import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";

import { isProblem, OFFLINE_STATUS } from "../api/problem";
import { endSession, SESSION_KEY } from "../api/session";

interface Listeners {
  /** A change the person asked for did not happen. */
  failed: (error: unknown) => void;
  /** The session ran out while the app was in use. */
  expired: () => void;
}

const RETRIES = 2;

/** A question gone wrong for good is not asked again; a hiccup is. */
function worthRetrying(count: number, error: unknown): boolean {
  if (!isProblem(error)) return false;
  return count < RETRIES && (error.status === OFFLINE_STATUS || error.status >= 500);
}

export function createQueryClient(listeners: Listeners): QueryClient {
  const expired = (error: unknown): boolean => {
    if (!isProblem(error, 401) || !client.getQueryData(SESSION_KEY)) return false;
    endSession(client);
    listeners.expired();
    return true;
  };
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError: (error) => void expired(error) }),
    mutationCache: new MutationCache({
      onError: (error, _variables, _context, mutation) => {
        if (!expired(error) && mutation.meta?.["quiet"] !== true) listeners.failed(error);
      },
    }),
    defaultOptions: {
      queries: { retry: worthRetrying, refetchOnWindowFocus: false, staleTime: 30_000 },
      mutations: { retry: false, networkMode: "always" },
    },
  });
  return client;
}
