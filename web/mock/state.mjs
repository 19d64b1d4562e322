/** What the mock remembers while it runs. */
import { randomUUID } from "node:crypto";

import { ACCOUNTS, ORGANISATIONS } from "./people.mjs";

export const sessions = new Map();
export const questions = new Map();
export const pictures = new Map();
export const outcomes = [];
export const reveals = new Map();
export const feedback = new Map();
/** By student and micro-course: the last day on which it was finished. */
export const finished = new Map();

export const id = (prefix) => `${prefix}-${randomUUID().slice(0, 8)}`;

export function currentUser(cookie) {
  const token = /mock_session=([\w-]+)/.exec(cookie)?.[1];
  return token ? (sessions.get(token) ?? null) : null;
}

export function me(account) {
  const organisation = ORGANISATIONS.find((one) => one.id === account.organisation);
  return {
    id: account.id,
    role: account.role,
    name: account.name,
    organisation: { id: organisation.id, name: organisation.name },
    grade: account.grade ?? null,
    class_name: account.class_name ?? null,
    must_change_password: account.must_change_password ?? false,
    personalised: account.personalised ?? true,
    consent: account.consent ?? true,
    csrf_token: "mock",
  };
}

export function findAccount({ organisation, number, password }) {
  return ACCOUNTS.find(
    (one) => one.organisation === organisation && one.number === number && one.password === password,
  );
}
