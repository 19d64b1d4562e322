/** One match: everybody who was asked, how they answered, and why they were asked. */
import { Modal } from "antd";
import { useTranslation } from "react-i18next";

import { useMatch } from "../../api/matchQuality";
import type { MatchDetail } from "../../api/types";
import { QueryGate } from "../../components/QueryGate";
import { Tag } from "../../components/Tag";
import { shortTime } from "../../lib/dates";
import { percent, seconds } from "./figures";
import styles from "./MatchDialog.module.css";

type Invited = MatchDetail["invited"][number];

export function MatchDialog({ id, onClose }: { id: string | null; onClose: () => void }) {
  const { t } = useTranslation();
  const query = useMatch(id);
  return (
    <Modal title={t("matches.match_of", { id: query.data?.student ?? "" })} open={id !== null} onCancel={onClose} footer={null} width={680} destroyOnHidden>
      <div data-testid="match">
        <QueryGate query={query}>{(match) => <Body match={match} />}</QueryGate>
      </div>
    </Modal>
  );
}

function Body({ match }: { match: MatchDetail }) {
  const { t, i18n } = useTranslation();
  return (
    <>
      <dl className={styles["facts"]}>
        <dt>{t("matches.asked_at")}</dt>
        <dd>{shortTime(match.asked_at, i18n.language)}</dd>
        <dt>{t("matches.points")}</dt>
        <dd>{match.points.map(({ name }) => name).join("、")}</dd>
        <dt>{t("matches.waited")}</dt>
        <dd>{seconds(t, match.waited_s)}</dd>
        <dt>{t("matches.session")}</dt>
        <dd>{match.session_minutes === null ? t("matches.none") : t("matches.session_minutes", { n: match.session_minutes })}</dd>
        <dt>{t("matches.rating")}</dt>
        <dd>{match.rating ?? t("matches.none")}</dd>
      </dl>
      <h3>{t("matches.reasons")}</h3>
      <p className={styles["hint"]}>{t("matches.reason_hint")}</p>
      <ol className={styles["invited"]}>
        {match.invited.map((one) => (
          <li key={`${one.round}/${one.teacher}/${one.offered_at}`}>
            <Invitation one={one} from={match.district_id} />
          </li>
        ))}
      </ol>
    </>
  );
}

function Invitation({ one, from }: { one: Invited; from: string }) {
  const { t } = useTranslation();
  const termName = useTermName();
  const ending = one.ending === "accepted" || one.ending === "declined" || one.ending === "expired" || one.ending === "cancelled" ? one.ending : "open";
  const terms = Object.entries(one.terms).filter(([, value]) => Math.abs(value) >= 0.005);
  const most = Math.max(0.5, ...terms.map(([, value]) => Math.abs(value)));
  return (
    <>
      <p className={styles["who"]}>
        <strong>{one.teacher}</strong> <Tag tone={ending === "accepted" ? "good" : "plain"}>{t(`matches.invitation_endings.${ending}`)}</Tag>
        {one.to_new_teacher && <Tag tone="plain">{t("matches.new_teacher")}</Tag>}
        {one.district_id !== from && <Tag tone="plain">{t("matches.other_district")}</Tag>}
        <span className={styles["hint"]}>
          {t("matches.round", { n: one.round })} · {t("matches.chance")} {percent(one.chance, 0)} · {t("matches.propensity")} {percent(one.propensity, 0)} · {one.model}
        </span>
      </p>
      {terms.length === 0 ? (
        <p className={styles["hint"]}>{t("matches.no_reasons")}</p>
      ) : (
        <dl className={styles["terms"]}>
          {terms.map(([name, value]) => (
            <div key={name}>
              <dt>{termName(name)}</dt>
              <dd>
                <span className={styles["axis"]}>
                  <span className={value > 0 ? styles["adds"] : styles["takes"]} style={{ width: `${(Math.abs(value) / most) * 50}%` }} />
                </span>
                {value > 0 ? "+" : "−"}
                {Math.abs(value).toFixed(2)}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}

const TERMS = ["acceptance", "benefit", "style", "exposure", "new_teacher"] as const;

function useTermName(): (name: string) => string {
  const { t } = useTranslation();
  return (name) => {
    const known = TERMS.find((one) => one === name);
    return known ? t(`matches.terms.${known}`) : name;
  };
}
