/** Everything one asked, newest first. */
import { SearchOutlined } from "@ant-design/icons";
import { Button, Input } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";

import { useQuestions } from "../../api/questions";
import { PageState } from "../../components/PageState";
import { QueryGate } from "../../components/QueryGate";
import { QuestionRow } from "../../components/QuestionRow";
import { useTitle } from "../../lib/useTitle";
import styles from "./HistoryPage.module.css";
import { matches } from "./matches";

export function HistoryPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const query = useQuestions();
  const [words, setWords] = useState("");
  const searching = words.trim() !== "";
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  useTitle(t("nav.history"));
  // A search looks through everything, not just through what has been scrolled to.
  useEffect(() => {
    if (searching && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [searching, hasNextPage, isFetchingNextPage, fetchNextPage]);
  return (
    <div className={styles["page"]}>
      <h1>{t("nav.history")}</h1>
      <p>
        <Link to="/rooms" data-testid="own-sessions">
          {t("room.sessions")} →
        </Link>
      </p>
      <QueryGate query={query}>
        {({ pages }) => {
          const questions = pages.flat();
          const found = questions.filter((question) => matches(question, words));
          if (questions.length === 0) {
            return (
              <PageState art="empty" title={t("question.history_empty")} hint={t("question.history_empty_hint")}>
                <Button type="primary" size="large" onClick={() => void navigate("/")}>
                  {t("question.ask_first")}
                </Button>
              </PageState>
            );
          }
          return (
            <>
              <Input
                prefix={<SearchOutlined aria-hidden />}
                allowClear
                value={words}
                onChange={(event) => setWords(event.target.value)}
                placeholder={t("question.history_search")}
                aria-label={t("question.history_search")}
                className={styles["search"]}
                data-testid="history-search"
              />
              <div role="status">
                {found.length === 0 && !hasNextPage && <PageState small art="lost" title={t("question.history_none", { words })} />}
              </div>
              <ul className={styles["list"]}>
                {found.map((question) => (
                  <li key={question.id}>
                    <QuestionRow question={question} />
                  </li>
                ))}
              </ul>
              {hasNextPage && (
                <div className={styles["more"]}>
                  <Button loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
                    {t("action.more")}
                  </Button>
                </div>
              )}
            </>
          );
        }}
      </QueryGate>
    </div>
  );
}
