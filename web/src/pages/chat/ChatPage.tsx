/** AI 智能学: a conversation that finds where one is stuck. */
import { PlusOutlined, DeleteOutlined } from "@ant-design/icons";
import { Button, Popconfirm, Switch } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation, useNavigate, useParams } from "react-router";

import { useProblemText } from "../../app/useProblemText";
import { useBeginChat, useChat, useChats, useForgetChat, useSay, useShareChat } from "../../api/chats";
import type { NewChatMessage } from "../../api/types";
import { useMediaQuery, WIDE } from "../../lib/useMediaQuery";
import { useTitle } from "../../lib/useTitle";
import styles from "./ChatPage.module.css";
import { Compose } from "./Compose";
import { Messages } from "./Messages";

const STARTERS = ["chat.starter_point", "chat.starter_solve", "chat.starter_lesson"] as const;

export function ChatPage() {
  const { t } = useTranslation();
  useTitle(t("nav.chat"));
  const { id } = useParams();
  const wide = useMediaQuery(WIDE);
  const navigate = useNavigate();
  const chat = useChat(id);
  const begin = useBeginChat();
  const { say, retelling, stop } = useSay();
  const textOf = useProblemText();
  const [text, setText] = useState("");
  const [waiting, setWaiting] = useState<string | null>(null);
  const end = useRef<HTMLDivElement>(null);
  const messages = chat.data?.messages ?? [];
  const count = messages.length;
  useEffect(() => {
    end.current?.scrollIntoView({ behavior: "smooth", block: "end" });
  }, [count, waiting, retelling?.text]);

  async function send(message: Omit<NewChatMessage, "client_id">) {
    if (waiting !== null) return;
    setWaiting(message.text);
    try {
      const chatId = id ?? (await begin.mutateAsync()).id;
      await say.mutateAsync({ id: chatId, message: { ...message, client_id: crypto.randomUUID() } });
      setText("");
      if (id === undefined) await navigate(`/chat/${chatId}`, { replace: true });
    } catch {
      // shown below, and what was typed stays
    } finally {
      setWaiting(null);
    }
  }

  // A point chosen on another page opens the conversation, once.
  const wanted = useLocation().state as { point: string; text: string } | null;
  const opened = useRef(false);
  useEffect(() => {
    if (id !== undefined || wanted === null || opened.current) return;
    opened.current = true;
    void send(wanted);
  });

  const problem = begin.error ?? say.error ?? chat.error;
  const last = messages.at(-1);
  const quick = waiting === null ? (last?.reply?.quick ?? []) : [];
  return (
    <div className={styles["page"]}>
      {wide ? (
        <Conversations current={id} />
      ) : (
        <details key={id} className={styles["before"]} data-testid="chats-before">
          <summary>{t("chat.before")}</summary>
          <Conversations current={id} />
        </details>
      )}
      <section className={styles["talk"]} aria-label={t("nav.chat")}>
        <div className={styles["messages"]} role="log" aria-live="polite" data-testid="messages">
          {count === 0 && waiting === null && (
            <div className={styles["hello"]}>
              <h1>{t("chat.hello")}</h1>
              <p>{t("chat.hello_hint")}</p>
              <div className={styles["quick"]}>
                {STARTERS.map((starter) => (
                  <Button key={starter} shape="round" onClick={() => void send({ text: t(starter) })}>
                    {t(starter)}
                  </Button>
                ))}
              </div>
            </div>
          )}
          <Messages
            messages={messages}
            busy={waiting !== null}
            retelling={retelling}
            onSend={(message) => void send(message)}
          />
          {retelling !== null && (
            <Button size="small" shape="round" onClick={stop} data-testid="chat-stop">
              {t("chat.stop")}
            </Button>
          )}
          {waiting !== null && (
            <>
              {waiting !== "" && <p className={styles["mine"]}>{waiting}</p>}
              <p className={styles["thinking"]}>{t("chat.thinking")}</p>
            </>
          )}
          {problem !== null && (
            <p className={styles["problem"]} role="alert">
              {textOf(problem)}
            </p>
          )}
          <div ref={end} />
        </div>
        {quick.length > 0 && (
          <div className={styles["quick"]} data-testid="quick">
            {quick.map((word) => (
              <Button key={word} shape="round" onClick={() => void send({ text: word })}>
                {word}
              </Button>
            ))}
          </div>
        )}
        <Compose text={text} onText={setText} busy={waiting !== null} onSend={() => void send({ text })} />
        <p className={styles["note"]}>{t("chat.note")}</p>
        {id !== undefined && chat.data && <SharingSwitch id={id} shared={chat.data.shared} />}
      </section>
    </div>
  );
}

/** The student decides whether class teachers may read along. */
function SharingSwitch({ id, shared }: { id: string; shared: boolean }) {
  const { t } = useTranslation();
  const textOf = useProblemText();
  const share = useShareChat(id);
  return (
    <label className={styles["note"]}>
      <Switch size="small" checked={shared} loading={share.isPending} onChange={(wanted) => share.mutate(wanted)} data-testid="chat-share" />{" "}
      {share.error !== null ? textOf(share.error) : t(shared ? "chat.shared" : "chat.share")}
    </label>
  );
}

function Conversations({ current }: { current: string | undefined }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { data = [] } = useChats();
  const forget = useForgetChat();
  return (
    <nav className={styles["list"]} aria-label={t("chat.before")}>
      <Link to="/chat" className={styles["new"]} data-testid="new-chat">
        <PlusOutlined aria-hidden /> {t("chat.new")}
      </Link>
      <ul>
        {data.map((head) => (
          <li key={head.id} className={head.id === current ? styles["here"] : undefined}>
            <Link to={`/chat/${head.id}`}>{head.title === "" ? t("chat.untitled") : head.title}</Link>
            <Popconfirm
              title={t("chat.forget_question")}
              okText={t("chat.forget")}
              onConfirm={() => {
                forget.mutate(head.id);
                if (head.id === current) void navigate("/chat");
              }}
            >
              <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={t("chat.forget_of", { title: head.title })} />
            </Popconfirm>
          </li>
        ))}
      </ul>
    </nav>
  );
}
