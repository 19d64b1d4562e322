/** Tests oneself on the unit of a point. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { useBeginUnitTest } from "../../api/unitTests";
import { useProblemText } from "../../app/useProblemText";
import styles from "./PointPanel.module.css";

interface Props {
  unit: string;
  name: string;
}

export function StartUnitTest({ unit, name }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const textOf = useProblemText();
  const begin = useBeginUnitTest();
  const start = () => begin.mutate(unit, { onSuccess: ({ id }) => void navigate(`/unit-tests/${encodeURIComponent(id)}`) });
  return (
    <>
      <Button block loading={begin.isPending} className={styles["route"]} onClick={start} title={t("unit_test.start_hint")} data-testid="unit-test-start">
        {t("unit_test.start", { name })}
      </Button>
      {begin.error !== null && <p role="alert">{textOf(begin.error)}</p>}
    </>
  );
}
