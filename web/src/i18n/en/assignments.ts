import type { Words } from "../words";
import type { assignments as zh } from "../zh/assignments";

export const assignments: Words<typeof zh> = {
  tasks: "Lessons to do",
  assigned: "Set by your teacher",
  reviews: "Time to review",
  due: { overdue: "Past its due date ({{day}})", today: "Due today", tomorrow: "Due tomorrow", later: "Due {{day}}" },
  learned: { today: "Learned today", yesterday: "Learned yesterday", days: "Learned {{days}} days ago" },
  recall: "about {{percent}}% still remembered",
  comma: ", ",
  assign_title: "Set to a class",
  class: "Class",
  choose_class: "Choose a class",
  due_on: "Due date (optional)",
  assign: "Set",
  assigned_to: "Set to {{name}}",
  withdrawn_from: "Withdrawn: the students of {{name}} no longer see it",
  no_due: "No due date",
  done: "{{done}} of {{students}} have finished",
  withdraw: "Withdraw",
  withdraw_of: "Withdraw: {{title}}",
  restore: "Restore",
  restore_of: "Restore: {{title}}",
  withdrawn: "Withdrawn: students no longer see it",
  set_title: "Micro-courses set",
  none_set: "Nothing is set yet: open a micro-course, for example from the knowledge map, and press “Set”.",
  to_map: "Open the knowledge map",
};
