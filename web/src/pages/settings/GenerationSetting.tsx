/** For which grades a language model may write, and what it used today. */
import { Checkbox } from "antd";
import { useTranslation } from "react-i18next";

import { useGeneration, useSetGeneration } from "../../api/generation";
import type { GenerationUse } from "../../api/types";
import { ProblemLine } from "../../components/ProblemLine";
import { SettingRow } from "./SettingRow";

const GRADES = [7, 8, 9, 10, 11, 12] as const;

export function GenerationSetting() {
  const { t } = useTranslation();
  const { data, error, refetch } = useGeneration();
  const set = useSetGeneration();
  if (error && !data) return <ProblemLine what={t("account.generation")} error={error} onRetry={() => void refetch()} />;
  return (
    <SettingRow title={t("account.generation")} hint={t("account.generation_hint")}>
      <div data-testid="generation">
        <Checkbox.Group
          value={(set.isPending ? set.variables : data?.grades) ?? []}
          disabled={!data}
          onChange={(grades) => set.mutate(grades)}
          options={GRADES.map((grade) => ({ value: grade, label: t(`account.grades.g${grade}`) }))}
        />
        {data && <Use use={data} />}
      </div>
    </SettingRow>
  );
}

function Use({ use }: { use: GenerationUse }) {
  const { t } = useTranslation();
  if (use.model === null) return <p>{t("account.generation_none")}</p>;
  if (use.total_p95_ms === null) return <p>{t("account.generation_unused", { model: use.model })}</p>;
  return (
    <p>
      {t("account.generation_use", {
        model: use.model,
        turns: use.turns,
        told: use.told,
        tokens: use.tokens,
        most: use.daily_tokens,
        seconds: (use.total_p95_ms / 1000).toFixed(1),
        cost: use.cost_usd.toFixed(3),
      })}
    </p>
  );
}
