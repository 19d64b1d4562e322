import type { Words } from "../words";
import type { zh } from "../zh";
import { account } from "./account";
import { ask } from "./ask";
import { assignments } from "./assignments";
import { common } from "./common";
import { materials } from "./materials";
import { question } from "./question";
import { staff } from "./staff";

export const en: Words<typeof zh> = { ...common, account, ask, assignments, question, materials, staff };
