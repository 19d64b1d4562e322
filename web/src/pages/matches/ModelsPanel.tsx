/** What each version of the model expected, and what came. */
import { useTranslation } from "react-i18next";

import { useModels } from "../../api/matchQuality";
import type { ModelQuality } from "../../api/types";
import { PageState } from "../../components/PageState";
import { QueryGate } from "../../components/QueryGate";
import { Term } from "./definitions";
import { count, isFew, percent, verdictOf } from "./figures";
import styles from "./ModelsPanel.module.css";
import { Panel } from "./Panel";
import table from "./table.module.css";
import type { MatchAddress } from "./useMatchAddress";

export function ModelsPanel({ address }: { address: MatchAddress }) {
  const { t } = useTranslation();
  const query = useModels(address.range);
  return (
    <Panel title={t("matches.models")} definition="expected_acceptance" lead={t("matches.models_lead")} csv="models" address={address} wide testId="models">
      <QueryGate query={query}>
        {(models) => (models.length === 0 ? <PageState art="empty" small title={t("matches.empty")} /> : <ModelTable models={models} />)}
      </QueryGate>
    </Panel>
  );
}

function ModelTable({ models }: { models: ModelQuality[] }) {
  const { t, i18n } = useTranslation();
  const told = models.find(({ bins }) => bins.length > 0);
  return (
    <>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the keyboard must be able to scroll the table */}
      <div className={table["scroll"]} role="region" tabIndex={0} aria-label={t("matches.models")}>
        <table className={table["table"]}>
          <thead>
            <tr>
              <th scope="col">{t("matches.model")}</th>
              <th scope="col">{t("matches.model_days")}</th>
              <th scope="col" className={table["number"]}>
                {t("matches.sent")}
              </th>
              <th scope="col" className={table["number"]}>
                {t("matches.expected")}
              </th>
              <th scope="col" className={table["number"]}>
                {t("matches.live")}
              </th>
              <th scope="col">{t("matches.interval", { lo: "0%", hi: "100%" })}</th>
              <th scope="col" className={table["number"]}>
                <Term id="failed_invitations">{t("matches.failed")}</Term>
              </th>
            </tr>
          </thead>
          <tbody>
            {models.map((model) => {
              const verdict = verdictOf(model.expected, model.accepted);
              return (
                <tr key={model.model}>
                  <th scope="row">{model.model}</th>
                  <td>
                    {model.first} – {model.last}
                  </td>
                  <td className={table["number"]}>{count(model.sent, i18n.language)}</td>
                  <td className={table["number"]}>{percent(model.expected)}</td>
                  <td className={table["number"]}>
                    {percent(model.accepted.value)}
                    {isFew(model.accepted) && <small>{t("matches.few")}</small>}
                  </td>
                  <td>
                    <Range model={model} />
                    <span className={styles[verdict]}>{t(`matches.verdict.${verdict}`)}</span>
                  </td>
                  <td className={table["number"]}>{model.failed_per_match?.toFixed(2) ?? t("matches.none")}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {told && (
        <details className={styles["bins"]}>
          <summary>{t("matches.calibration", { model: told.model })}</summary>
          <table className={table["table"]}>
            <thead>
              <tr>
                <th scope="col" className={table["number"]}>
                  {t("matches.expected")}
                </th>
                <th scope="col" className={table["number"]}>
                  {t("matches.live")}
                </th>
                <th scope="col" className={table["number"]}>
                  n
                </th>
              </tr>
            </thead>
            <tbody>
              {told.bins.map(({ expected, accepted }) => (
                <tr key={expected}>
                  <td className={table["number"]}>{percent(expected)}</td>
                  <td className={table["number"]}>
                    {percent(accepted.value)} <small>{t("matches.interval", { lo: percent(accepted.lo), hi: percent(accepted.hi) })}</small>
                  </td>
                  <td className={table["number"]}>{count(accepted.n, i18n.language)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      )}
    </>
  );
}

const WIDTH = 150;

/** The live share with its interval on a line from 0 to 100 %, the expectation as a bar across it. */
function Range({ model: { expected, accepted } }: { model: ModelQuality }) {
  if (accepted.value === null) return null;
  const at = (share: number | null) => (share ?? 0) * WIDTH;
  return (
    <svg className={styles["range"]} viewBox={`0 0 ${WIDTH} 18`} width={WIDTH} height="18" aria-hidden focusable="false">
      <line className={styles["rail"]} x1="0" x2={WIDTH} y1="9" y2="9" />
      <line className={styles["interval"]} x1={at(accepted.lo)} x2={at(accepted.hi)} y1="9" y2="9" />
      <circle className={styles["live"]} cx={at(accepted.value)} cy="9" r="4" />
      {expected !== null && <line className={styles["expected"]} x1={at(expected)} x2={at(expected)} y1="1" y2="17" />}
    </svg>
  );
}
