/** Waits for data: a skeleton, then the content, or what went wrong and a retry. */
import { Skeleton } from "antd";
import type { ReactNode } from "react";

import { ProblemPage } from "../pages/ProblemPage";

interface Props<T> {
  query: { data: T | undefined; error: unknown; refetch: () => unknown };
  children: (data: T) => ReactNode;
}

export function QueryGate<T>({ query, children }: Props<T>) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.error) return <ProblemPage error={query.error} onRetry={() => void query.refetch()} />;
  return <Skeleton active paragraph={{ rows: 6 }} />;
}
