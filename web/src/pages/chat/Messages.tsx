/** What both sides said, with the cards below; only the newest item can be answered. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { ChatCard, ChatMessage, NewChatMessage } from "../../api/types";
import { AssessmentItem } from "../../components/AssessmentItem";
import { MathText } from "../../components/MathText";
import type { Retelling } from "../../api/chats";
import type {
  ChangeBody,
  ExampleBody,
  ItemBody,
  LessonBody,
  MasteryBody,
  OfferBody,
  PlanBody,
  PointBody,
  RestBody,
  TeachersBody,
} from "../../lib/chat";
import styles from "./ChatPage.module.css";

interface Props {
  messages: ChatMessage[];
  busy: boolean;
  retelling: Retelling | null;
  onSend: (message: Omit<NewChatMessage, "client_id">) => void;
}

export function Messages({ messages, busy, retelling, onSend }: Props) {
  return messages.map((message, index) =>
    message.by === "student" ? (
      message.text !== "" && (
        <p key={message.number} className={styles["mine"]}>
          {message.text}
        </p>
      )
    ) : (
      <div key={message.number} className={styles["theirs"]} data-testid="reply">
        <Words message={message} now={retelling?.number === message.number ? retelling.text : null} />
        {message.reply?.cards.map((card, at) => (
          <CardView
            key={at}
            card={card}
            open={!busy && index === messages.length - 1}
            onAnswer={(text, item) => onSend({ text, item })}
            onPoint={(text, point) => onSend({ text, point })}
          />
        ))}
      </div>
    ),
  );
}

/** What is said: authored, or a language model's, which is labelled; `now` is what has come of its words so far. */
function Words({ message, now }: { message: ChatMessage; now: string | null }) {
  const { t } = useTranslation();
  const made = message.reply?.generation ?? null;
  const text = now ?? message.text;
  return (
    <>
      {(made !== null || now !== null) && (
        <span className={styles["ai"]} data-testid="by-ai">
          {t(made?.stopped ? "chat.by_ai_stopped" : "chat.by_ai")}
        </span>
      )}
      {now === "" && <p className={styles["thinking"]}>{t("chat.wording")}</p>}
      {text.split("\n\n").map((part, at) => (
        <p key={at}>
          <MathText text={part} />
        </p>
      ))}
      {now === null && made !== null && made.citations.length > 0 && (
        <p className={styles["soft"]} data-testid="sources">
          {t("chat.sources")}
          {made.citations.map((one) => `[${one.number}] ${one.title}`).join("　")}
        </p>
      )}
    </>
  );
}

interface CardProps {
  card: ChatCard;
  open: boolean;
  onAnswer: (text: string, item: string) => void;
  onPoint: (text: string, point: string) => void;
}

function CardView({ card, open, onAnswer, onPoint }: CardProps) {
  const body: unknown = card.body;
  switch (card.kind) {
    case "item":
      return <AssessmentItem item={body as ItemBody} open={open} onAnswer={onAnswer} />;
    case "lesson":
      return <Lesson body={body as LessonBody} />;
    case "point":
      return <Point body={body as PointBody} />;
    case "plan":
      return <Plan body={body as PlanBody} />;
    case "mastery":
      return <Mastery body={body as MasteryBody} />;
    case "teachers":
      return <Teachers body={body as TeachersBody} />;
    case "offer":
      return <Offer body={body as OfferBody} open={open} onPoint={onPoint} />;
    case "change":
      return <Change body={body as ChangeBody} />;
    case "rest":
      return <Rest body={body as RestBody} />;
    case "example":
      return <Example body={body as ExampleBody} />;
    default:
      return null;
  }
}

function Lesson({ body }: { body: LessonBody }) {
  const { t } = useTranslation();
  return (
    <Link to={`/micro-courses/${encodeURIComponent(body.id)}`} className={styles["card"]} data-testid="lesson">
      <strong>{body.title}</strong>
      <span className={styles["soft"]}>{t("question.minutes", { count: body.minutes })}</span>
      {body.reasons.slice(0, 1).map((reason) => (
        <span key={reason} className={styles["soft"]}>
          {reason}
        </span>
      ))}
    </Link>
  );
}

function Point({ body }: { body: PointBody }) {
  const { t } = useTranslation();
  return (
    <div className={styles["card"]} data-testid="point">
      <strong>{body.name}</strong>
      <span>
        <MathText text={body.definition} />
      </span>
      {body.can_do !== null && (
        <span>
          {t("chat.goal")}
          <MathText text={body.can_do} />
        </span>
      )}
      {body.belief !== null && (
        <span className={styles["soft"]}>
          {t("chat.mistake", { belief: body.belief })}
          <MathText text={body.repair ?? ""} />
        </span>
      )}
    </div>
  );
}

function Plan({ body }: { body: PlanBody }) {
  const { t } = useTranslation();
  return (
    <div className={styles["card"]} data-testid="plan">
      <strong>{t("chat.plan", { done: body.done, all: body.steps.length })}</strong>
      <ol className={styles["steps"]}>
        {body.steps.map((step) => (
          <li key={step.name} className={step.done ? styles["done"] : undefined}>
            {step.name}
          </li>
        ))}
      </ol>
    </div>
  );
}

function Mastery({ body }: { body: MasteryBody }) {
  const { t } = useTranslation();
  const percent = Math.round(body.after * 100);
  return (
    <div className={styles["card"]} data-testid="mastery">
      <strong>{body.name}</strong>
      <div className={styles["track"]} role="img" aria-label={t("chat.mastery", { percent })}>
        <div className={styles["fill"]} style={{ width: `${percent}%` }} />
      </div>
      <span className={styles["soft"]}>
        {t("chat.mastery", { percent })} · {body.because}
      </span>
    </div>
  );
}

function Offer({ body, open, onPoint }: { body: OfferBody; open: boolean; onPoint: CardProps["onPoint"] }) {
  const { t } = useTranslation();
  const words = t("chat.offer", { name: body.name });
  return (
    <Button shape="round" disabled={!open} onClick={() => onPoint(words, body.point)} data-testid="offer">
      {words}
    </Button>
  );
}

/** What the answer changed: a point, before and after, beside the points that it rests on. */
function Change({ body }: { body: ChangeBody }) {
  const { t } = useTranslation();
  const percent = (value: number) => Math.round(value * 100);
  return (
    <div className={styles["change"]} data-testid="change">
      <span className={styles["soft"]}>{t("chat.change", { name: body.name, before: percent(body.before), after: percent(body.after) })}</span>
      <ul className={styles["cells"]} aria-label={t("chat.around")}>
        {body.around.map((one) => (
          <li key={one.id} title={`${one.name} ${percent(one.value)}%`}>
            <i style={{ opacity: 0.12 + 0.88 * one.value }} />
            <span>{one.name}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Rest({ body }: { body: RestBody }) {
  const { t } = useTranslation();
  return (
    <p className={styles["rest"]} data-testid="rest">
      {t("chat.rest", { minutes: body.minutes })}
    </p>
  );
}

function Teachers({ body }: { body: TeachersBody }) {
  return body.teachers.map((teacher) => (
    <Link key={teacher.id} to={`/teachers/${encodeURIComponent(teacher.id)}`} className={styles["card"]} data-testid="teacher">
      <strong>{teacher.name}</strong>
      <span className={styles["soft"]}>
        {teacher.title} · {teacher.school} · {teacher.hours_text}
      </span>
    </Link>
  ));
}

function Example({ body }: { body: ExampleBody }) {
  const { t } = useTranslation();
  return (
    <div className={styles["card"]} data-testid="example">
      <strong>{t("chat.example")}</strong>
      <span>
        <MathText text={body.stem} />
      </span>
      {Object.entries(body.options ?? {}).map(([letter, option]) => (
        <span key={letter}>
          {letter}. <MathText text={option} />
        </span>
      ))}
      <span>
        <MathText text={body.explanation} />
      </span>
    </div>
  );
}
