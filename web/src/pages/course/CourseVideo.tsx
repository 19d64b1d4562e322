/** The lesson's video; what was really watched is told every ten seconds and on leaving. */
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import { recordWatched } from "../../api/microCourses";
import type { Media } from "../../api/types";
import { addStep, isFinished, roundRanges, type Range } from "../../lib/watchedRanges";
import styles from "./CourseVideo.module.css";

const REPORT_EVERY_MS = 10_000;

interface Props {
  courseId: string;
  media: Media;
  slateId: string | null;
}

export function CourseVideo({ courseId, media, slateId }: Props) {
  const { t } = useTranslation();
  const video = useRef<HTMLVideoElement>(null);
  const ranges = useRef<Range[]>([]);
  const position = useRef<number | null>(null);

  useEffect(() => {
    let reported = 0;
    const report = () => {
      const count = ranges.current.reduce((sum, [start, end]) => sum + end - start, 0);
      if (count === reported) return;
      reported = count;
      recordWatched(courseId, roundRanges(ranges.current), isFinished(ranges.current, media.seconds), slateId);
    };
    const hidden = () => {
      if (document.visibilityState === "hidden") report();
    };
    const timer = window.setInterval(report, REPORT_EVERY_MS);
    document.addEventListener("visibilitychange", hidden);
    window.addEventListener("pagehide", report);
    return () => {
      window.clearInterval(timer);
      document.removeEventListener("visibilitychange", hidden);
      window.removeEventListener("pagehide", report);
      report();
    };
  }, [courseId, media.seconds, slateId]);

  const tick = () => {
    const now = video.current?.currentTime ?? 0;
    if (position.current !== null) ranges.current = addStep(ranges.current, position.current, now);
    position.current = video.current?.paused === true ? null : now;
  };
  return (
    // eslint-disable-next-line jsx-a11y/media-has-caption -- captions are part of the content; shown where there are any
    <video
      ref={video}
      className={styles["video"]}
      src={media.video_url}
      poster={media.poster_url ?? undefined}
      controls
      playsInline
      preload="metadata"
      aria-label={t("materials.video")}
      onPlay={() => {
        position.current = video.current?.currentTime ?? 0;
      }}
      onSeeking={() => {
        position.current = null;
      }}
      onTimeUpdate={tick}
      onPause={tick}
      data-testid="course-video"
    >
      {media.captions_url !== null && (
        <track kind="captions" src={media.captions_url} srcLang="zh-CN" label={t("materials.captions")} default />
      )}
    </video>
  );
}
