/** What both sides said, with the cards below; only the newest item can be answered. */
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { ChatCard, ChatMessage, NewChatMessage } from "../../api/types";
import { MathText } from "../../components/MathText";
import type {
  ExampleBody,
  ItemBody,
  LessonBody,
  MasteryBody,
  PlanBody,
  PointBody,
  TeachersBody,
} from "../../lib/chat";
import styles from "./ChatPage.module.css";
import { ItemCard } from "./ItemCard";

interface Props {
  messages: ChatMessage[];
  busy: boolean;
  onSend: (message: Omit<NewChatMessage, "client_id">) => void;
}

export function Messages({ messages, busy, onSend }: Props) {
  const { t } = useTranslation();
  return messages.map((message, index) =>
    message.by === "student" ? (
      message.text !== "" && (
        <p key={message.number} className={styles["mine"]}>
          {message.text}
        </p>
      )
    ) : (
      <div key={message.number} className={styles["theirs"]} data-testid="reply">
        {message.reply?.source === "ai" && <span className={styles["ai"]}>{t("chat.by_ai")}</span>}
        {message.text.split("\n\n").map((part, at) => (
          <p key={at}>
            <MathText text={part} />
          </p>
        ))}
        {message.reply?.cards.map((card, at) => (
          <CardView
            key={at}
            card={card}
            open={!busy && index === messages.length - 1}
            onAnswer={(text, item) => onSend({ text, item })}
          />
        ))}
      </div>
    ),
  );
}

interface CardProps {
  card: ChatCard;
  open: boolean;
  onAnswer: (text: string, item: string) => void;
}

function CardView({ card, open, onAnswer }: CardProps) {
  const body: unknown = card.body;
  switch (card.kind) {
    case "item":
      return <ItemCard item={body as ItemBody} open={open} onAnswer={onAnswer} />;
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
