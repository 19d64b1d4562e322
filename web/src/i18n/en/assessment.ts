import type { Words } from "../words";
import type { item as zhItem, unit_test as zhTest } from "../zh/assessment";

export const item: Words<typeof zhItem> = {
  answer: "Answer",
  kind: {
    single: "Choose one",
    multiple: "Choose all that are right",
    order: "Tap in order",
    number: "Write the result",
    expression: "Write the expression",
    text: "Write one word",
  },
};

export const unit_test: Words<typeof zhTest> = {
  title: "Unit test",
  start: "Test yourself on “{{name}}”",
  start_hint: "Eight short items at most: what you can do, and what is still to learn.",
  progress: "Item {{at}} of {{all}}",
  answered: "{{done}} of {{all}} answered",
  jump: "Item {{at}}",
  jump_right: "Item {{at}}, right",
  jump_wrong: "Item {{at}}, wrong",
  right: "Right.",
  wrong: "Not right; it is explained when you are done.",
  next: "Next",
  skip: "Skip for now",
  hand_in: "Hand in",
  hand_in_question: "{{left}} items are left. Hand in now? What is left does not count.",
  dont_know: "I don't know",
  result: "{{right}} right of {{done}} answered",
  none_answered: "Nothing was answered; your mastery stays as it was.",
  points: "Knowledge points",
  change: "Mastery {{before}}% → {{after}}%",
  of_point: "{{right}} of {{asked}} right",
  learn: "Learn “{{name}}”",
  again: "Test again",
  review: "Item by item",
  right_answer: "Right answer: ",
  not_answered: "Not answered",
  your_right: "Right",
  your_wrong: "Wrong",
};
