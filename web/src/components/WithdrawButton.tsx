import { Button } from "antd";
import { useTranslation } from "react-i18next";

import { useWithdrawal } from "../api/assignments";
import type { Assignment } from "../api/types";

/** Withdraws what was set to a class; the same button takes that back. */
export function WithdrawButton({ assignment }: { assignment: Assignment }) {
  const { t } = useTranslation();
  const change = useWithdrawal();
  const { withdrawn, title } = assignment;
  return (
    <Button
      loading={change.isPending}
      onClick={() => change.mutate({ assignment, withdrawn: !withdrawn })}
      aria-label={t(withdrawn ? "assignments.restore_of" : "assignments.withdraw_of", { title })}
      data-testid={withdrawn ? "restore" : "withdraw"}
    >
      {t(withdrawn ? "assignments.restore" : "assignments.withdraw")}
    </Button>
  );
}
