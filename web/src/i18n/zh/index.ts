import { account } from "./account";
import { ask } from "./ask";
import { item, unit_test } from "./assessment";
import { assignments } from "./assignments";
import { chat } from "./chat";
import { common } from "./common";
import { materials } from "./materials";
import { question } from "./question";
import { room } from "./room";
import { staff } from "./staff";
import { tutoring } from "./tutoring";

export const zh = { ...common, account, ask, assignments, item, unit_test, chat, question, materials, room, staff, tutoring } as const;
