/** What the engine understood; every part can be put right in place. */
import { App, Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { useEditProfile } from "../../api/recommendations";
import type { Profile, ProfileEdit, Question } from "../../api/types";
import { Card } from "../../components/Card";
import { useLevelName } from "../../components/useLevelName";
import { useSubjectName } from "../../components/useSubjectName";
import { isUnsure } from "../../lib/confidence";
import { difficultyWord } from "../../lib/difficulty";
import { subjectOfPoint } from "../../lib/subjectOfPoint";
import { AbilityEditor } from "./AbilityEditor";
import { DifficultyEditor } from "./DifficultyEditor";
import { IntentEditor } from "./IntentEditor";
import { intentName } from "./intents";
import { PointsEditor } from "./PointsEditor";
import { ProfileField } from "./ProfileField";
import styles from "./ProfilePanel.module.css";
import { SubjectEditor } from "./SubjectEditor";
import { undoOf, type Field } from "./undo";

interface Props {
  question: Question;
  profile: Profile;
}

interface Edit {
  field: Field;
  back: ProfileEdit;
}

export function ProfilePanel({ question, profile }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [editing, setEditing] = useState<Field | null>(null);
  const [last, setLast] = useState<Edit | null>(null);
  const edit = useEditProfile(question);
  const subjectName = useSubjectName();
  const levelName = useLevelName();

  const change = (field: Field, wanted: ProfileEdit) => {
    const back = undoOf(field, profile);
    setEditing(null);
    edit.mutate(wanted, { onSuccess: () => setLast(back && { field, back }) });
  };
  const undo = () => {
    if (!last) return;
    edit.mutate(last.back, {
      onSuccess: () => {
        setLast(null);
        void message.success(t("question.undone"));
      },
    });
  };
  const field = (name: Field) => ({
    name,
    label: t(`question.${name}`),
    editing: editing === name,
    busy: edit.isPending,
    onEdit: () => setEditing(name),
  });
  const close = () => setEditing(null);
  const points = profile.knowledge_points;
  const word = t(`difficulty.${difficultyWord(profile.difficulty)}`);

  return (
    <Card label={t("question.profile")}>
      <div className={styles["head"]}>
        <h2>{t("question.profile")}</h2>
        <span className={styles["hint"]}>{t("question.profile_hint")}</span>
      </div>
      <div className={styles["fields"]}>
        <ProfileField
          {...field("subject")}
          value={profile.subject === null ? t("question.none") : subjectName(profile.subject)}
          unsure={profile.subject !== null && isUnsure(profile.subject_confidence)}
          editor={<SubjectEditor value={profile.subject} onChange={(subject) => change("subject", { subject })} onClose={close} />}
        />
        <ProfileField
          {...field("intent")}
          value={intentName(t, profile.intent.name)}
          unsure={isUnsure(profile.intent.confidence)}
          editor={<IntentEditor value={profile.intent.name} onChange={(intent) => change("intent", { intent })} onClose={close} />}
        />
        {profile.subject !== null && (
          <>
            <ProfileField
              {...field("points")}
              full
              value={points.length === 0 ? t("question.none") : points.map((point) => point.name)}
              unsure={points[0] !== undefined && isUnsure(points[0].confidence)}
              editor={
                <PointsEditor
                  value={points}
                  subject={profile.subject}
                  onChange={(ids) => change("points", { knowledge_points: ids })}
                  onClose={close}
                />
              }
            />
            <ProfileField
              {...field("ability")}
              value={levelName(profile.ability.code, profile.subject)}
              unsure={isUnsure(profile.ability.confidence)}
              editor={
                <AbilityEditor
                  value={profile.ability.code}
                  subject={profile.subject}
                  onChange={(ability) => change("ability", { ability })}
                  onClose={close}
                />
              }
            />
            <ProfileField
              {...field("difficulty")}
              value={`${word} ${profile.difficulty.toFixed(2)}`}
              unsure={isUnsure(profile.difficulty_confidence)}
              editor={
                <DifficultyEditor
                  value={profile.difficulty}
                  onChange={(difficulty) => change("difficulty", { difficulty })}
                  onClose={close}
                />
              }
            />
          </>
        )}
      </div>
      {points.length > 0 && profile.subject !== null && (
        <p className={styles["onMap"]}>
          <span>{t("question.see_on_map")}</span>
          {points.map(({ id, name }) => (
            <Link key={id} to={`/map/${subjectOfPoint([{ id }]) ?? ""}?point=${encodeURIComponent(id)}`} data-testid={`map-of-${id}`}>
              {name}
            </Link>
          ))}
        </p>
      )}
      <div aria-live="polite">
        {last && (
          <p className={styles["edited"]}>
            {t("question.edited", { what: t(`question.${last.field}`) })}
            <Button type="link" onClick={undo} loading={edit.isPending} data-testid="profile-undo">
              {t("action.undo")}
            </Button>
          </p>
        )}
      </div>
    </Card>
  );
}
