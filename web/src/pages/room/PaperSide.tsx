/** The shared paper with its pages and tools. */
import {
  AimOutlined, ClearOutlined, DragOutlined, EditOutlined, FileAddOutlined, HighlightOutlined, LeftOutlined, RedoOutlined,
  RightOutlined, UndoOutlined,
} from "@ant-design/icons";
import { Button } from "antd";
import { useEffect, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { classes } from "../../lib/classes";
import { newKey, type RoomClient } from "../../room/client";
import type { Colour, Who } from "../../room/events";
import { INKS } from "../../room/ink";
import { InkUndo } from "../../room/inkUndo";
import type { RoomGlance } from "../../room/useRoom";
import { Paper, type PaperTool } from "./Paper";
import styles from "./PaperSide.module.css";

const TOOLS: [PaperTool, ReactNode][] = [
  ["hand", <DragOutlined key="hand" />], ["pen", <EditOutlined key="pen" />], ["marker", <HighlightOutlined key="marker" />],
  ["eraser", <ClearOutlined key="eraser" />], ["pointer", <AimOutlined key="pointer" />],
];
const COLOURS = Object.keys(INKS) as Colour[];

interface Props {
  client: RoomClient;
  seen: RoomGlance;
  role: Who;
}

export function PaperSide({ client, seen, role }: Props) {
  const { t } = useTranslation();
  const [tool, setTool] = useState<PaperTool>("pen");
  const [colour, setColour] = useState<Colour>(role === "teacher" ? "red" : "blue");
  const [undo] = useState(() => new InkUndo((what) => client.put(what)));
  const [, setSteps] = useState(0);
  const stepped = () => setSteps((count) => count + 1);
  const closed = seen.ended !== null;

  useEffect(() => {
    const step = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.target instanceof HTMLTextAreaElement) return;
      const key = event.key.toLowerCase();
      if (key !== "z" && key !== "y") return;
      event.preventDefault();
      if (key === "y" || event.shiftKey) undo.redo();
      else undo.undo();
      stepped();
    };
    window.addEventListener("keydown", step);
    return () => window.removeEventListener("keydown", step);
  }, [undo]);

  const at = seen.pages.findIndex((page) => page.id === seen.page);
  const page = seen.pages[at];
  const turn = (by: number) => {
    const to = seen.pages[at + by];
    if (to) client.put({ kind: "page_turned", page: to.id });
  };
  return (
    <>
      <div className={styles["tools"]} role="toolbar" aria-label={t("room.tools")}>
        {!closed && (
          <>
            {TOOLS.map(([name, icon]) => (
              <Button
                key={name}
                type={tool === name ? "primary" : "text"}
                icon={icon}
                aria-label={t(`room.${name}`)}
                title={t(`room.${name}`)}
                aria-pressed={tool === name}
                onClick={() => setTool(name)}
                data-testid={`tool-${name}`}
              />
            ))}
            <span className={styles["inks"]}>
              {COLOURS.map((name) => (
                <button
                  key={name}
                  type="button"
                  className={classes(styles["ink"], colour === name && styles["chosen"])}
                  style={{ background: INKS[name] }}
                  aria-label={t(`room.colours.${name}`)}
                  aria-pressed={colour === name}
                  onClick={() => {
                    setColour(name);
                    if (tool !== "marker") setTool("pen");
                  }}
                />
              ))}
            </span>
            <Button type="text" icon={<UndoOutlined />} aria-label={t("room.undo")} title={t("room.undo")} disabled={!undo.canUndo}
              onClick={() => { undo.undo(); stepped(); }} data-testid="ink-undo" />
            <Button type="text" icon={<RedoOutlined />} aria-label={t("room.redo")} title={t("room.redo")} disabled={!undo.canRedo}
              onClick={() => { undo.redo(); stepped(); }} data-testid="ink-redo" />
          </>
        )}
        <span className={styles["pages"]}>
          {seen.pages.length > 1 && (
            <>
              <Button type="text" icon={<LeftOutlined />} aria-label={t("room.page_before")} disabled={closed || at <= 0} onClick={() => turn(-1)} />
              <span data-testid="page-of">{t("room.page_of", { page: at + 1, count: seen.pages.length })}</span>
              <Button type="text" icon={<RightOutlined />} aria-label={t("room.page_next")} disabled={closed || at >= seen.pages.length - 1}
                onClick={() => turn(1)} />
            </>
          )}
          {!closed && (
            <Button
              type="text"
              icon={<FileAddOutlined />}
              aria-label={t("room.page_add")}
              title={t("room.page_add")}
              disabled={seen.role === null}
              onClick={() => client.put({ kind: "page_added", page: newKey() })}
              data-testid="page-add"
            />
          )}
        </span>
      </div>
      {page && (
        <Paper
          key={page.id}
          client={client}
          page={page}
          role={role}
          tool={closed ? "hand" : tool}
          colour={colour}
          onDrawn={(stroke) => { undo.drew(stroke); stepped(); }}
          onRub={(strokes) => { undo.rub(strokes); stepped(); }}
        />
      )}
    </>
  );
}
