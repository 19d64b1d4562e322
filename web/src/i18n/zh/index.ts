import { account } from "./account";
import { ask } from "./ask";
import { assignments } from "./assignments";
import { common } from "./common";
import { materials } from "./materials";
import { question } from "./question";
import { staff } from "./staff";

export const zh = { ...common, account, ask, assignments, question, materials, staff } as const;
