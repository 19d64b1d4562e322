/** The same figures side by side: by subject, form, district or school; a row leads on to what lies within. */
import { useTranslation } from "react-i18next";

import type { MatchCell, MatchForm } from "../../api/types";
import { Term } from "./definitions";
import { count, isFew, matchedShare, percent, rating, seconds, shareOf } from "./figures";
import { Panel } from "./Panel";
import table from "./table.module.css";
import type { Change, MatchAddress } from "./useMatchAddress";

interface Props {
  title: string;
  csv: string;
  cells: MatchCell[];
  address: MatchAddress;
  nameOf: (key: string) => string;
  /** The form that a cell is of; that of the page where left out. */
  formOf?: (key: string) => MatchForm;
  /** Where a row leads. */
  into?: (key: string) => Change;
  onChange: (change: Change) => void;
}

export function BreakdownPanel({ title, csv, cells, address, nameOf, formOf = () => address.form, into, onChange }: Props) {
  const { t, i18n } = useTranslation();
  if (cells.length === 0) return null;
  const most = Math.max(1, ...cells.map(({ shown }) => shown ?? 0));
  return (
    <Panel title={title} csv={csv} address={address} wide testId={`by-${csv}`}>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the keyboard must be able to scroll the table */}
      <div className={table["scroll"]} role="region" tabIndex={0} aria-label={title}>
        <table className={table["table"]}>
          <thead>
            <tr>
              <th scope="col">{title}</th>
              <th scope="col" className={table["number"]}>
                <Term id="shown">{t(`matches.steps.${address.form}.shown`)}</Term>
              </th>
              <th scope="col" className={table["number"]}>
                <Term id="accepted">{t(`matches.steps.${address.form}.accepted`)}</Term>
              </th>
              <th scope="col" className={table["number"]}>
                <Term id="completed">{t("matches.completed_share")}</Term>
              </th>
              <th scope="col" className={table["number"]}>
                <Term id="satisfaction">{t("matches.trend_rating")}</Term>
              </th>
              {address.form === "one_to_one" && (
                <th scope="col" className={table["number"]}>
                  <Term id="wait">{t("matches.wait_p90")}</Term>
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {cells.map((cell) => (
              <tr key={cell.key}>
                <th scope="row">
                  {into && !cell.small ? (
                    <button type="button" className={table["into"]} onClick={() => onChange(into(cell.key))}>
                      {nameOf(cell.key)}
                    </button>
                  ) : (
                    nameOf(cell.key)
                  )}
                </th>
                {cell.small ? (
                  <td className={table["small"]} colSpan={5} title={t("matches.small_hint")}>
                    <Term id="small">{t("matches.small")}</Term>
                  </td>
                ) : (
                  <>
                    <td className={table["number"]}>
                      <span className={table["share"]} style={{ width: `${((cell.shown ?? 0) / most) * 100}%` }} />
                      {count(cell.shown, i18n.language)}
                    </td>
                    <td className={table["number"]}>{percent(matchedShare(cell))}</td>
                    <td className={table["number"]}>{percent(shareOf(cell.completed, cell.shown))}</td>
                    <td className={table["number"]}>
                      {rating(cell.rating, formOf(cell.key) !== "one_to_one")}
                      {cell.rating && typeof cell.rating.lo === "number" && (
                        <small>
                          ±{formOf(cell.key) === "one_to_one" ? (((cell.rating.hi ?? 0) - cell.rating.lo) / 2).toFixed(2) : percent(((cell.rating.hi ?? 0) - cell.rating.lo) / 2)}
                          {isFew(cell.rating) && ` ${t("matches.few")}`}
                        </small>
                      )}
                    </td>
                    {address.form === "one_to_one" && <td className={table["number"]}>{seconds(t, cell.wait_p90_s)}</td>}
                  </>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}
