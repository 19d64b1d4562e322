import { useTranslation } from "react-i18next";

import { useCorrectText } from "../../api/questions";
import { isQueued, useRecommendation } from "../../api/recommendations";
import type { Notice, Question } from "../../api/types";
import { Card } from "../../components/Card";
import { ProblemPage } from "../ProblemPage";
import { NoticeCard } from "./NoticeCard";
import { PicturePane } from "./PicturePane";
import { ProfilePanel } from "./ProfilePanel";
import { ProfileSkeleton } from "./ProfileSkeleton";
import styles from "./QuestionBody.module.css";
import { ReadingState } from "./ReadingState";
import { Recommended } from "./Recommended";
import { TextEditor } from "./TextEditor";
import { WaitingLists } from "./WaitingLists";

/** These speak of "the subject above", so they stand below the profile. */
const ABOUT_PROFILE = new Set<Notice["kind"]>(["out_of_scope", "unsure"]);

/** Several questions on one photo: nothing is guessed before the student picked. */
function mustPick(question: Question): boolean {
  return question.state === "read" && question.region === null && question.regions.length > 1;
}

export function QuestionBody({ question }: { question: Question }) {
  const { t } = useTranslation();
  const correct = useCorrectText(question.id);
  const picking = mustPick(question);
  const ready = question.state === "read" && !picking && question.text.trim() !== "";
  const recommendation = useRecommendation(question, ready);
  const offer = recommendation.data && !isQueued(recommendation.data) ? recommendation.data : null;
  const notice = offer?.notice ?? null;
  const aboutProfile = notice !== null && ABOUT_PROFILE.has(notice.kind);
  const place = recommendation.data && isQueued(recommendation.data) ? recommendation.data.place_in_queue : undefined;
  const editable = (question.state === "read" && !picking) || question.state === "failed";

  return (
    <>
      {notice && !aboutProfile && <NoticeCard notice={notice} />}
      <div className={styles["top"]}>
        <div className={styles["side"]}>
          <Card label={t("question.text")}>
            {question.picture !== null && (
              <PicturePane
                question={question}
                picture={question.picture}
                picking={picking}
                busy={correct.isPending}
                onPick={(region) => correct.mutate({ region })}
              />
            )}
            <ReadingState question={question} />
            {editable && (
              <TextEditor
                key={`${question.id}/${String(question.region)}`}
                question={question}
                saving={correct.isPending}
                onSave={(text, done) => correct.mutate({ text }, { onSuccess: done })}
              />
            )}
          </Card>
        </div>
        {ready && notice?.kind !== "distress" && (
          <div className={styles["side"]}>
            {offer ? (
              <ProfilePanel question={question} profile={offer.profile} />
            ) : (
              recommendation.error === null && <ProfileSkeleton />
            )}
          </div>
        )}
      </div>
      {notice && aboutProfile && <NoticeCard notice={notice} below />}
      {ready && recommendation.error !== null && !offer && (
        <ProblemPage error={recommendation.error} onRetry={() => void recommendation.refetch()} />
      )}
      {ready && !offer && recommendation.error === null && <WaitingLists place={place} />}
      {ready && offer && <Recommended key={offer.slate_id} offer={offer} />}
    </>
  );
}
