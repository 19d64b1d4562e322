/** The school chosen at the last login on this device, so that it is looked for once only; nothing about the person. */
const KEY = "organisation";

export function keptOrganisation(): string | undefined {
  try {
    return localStorage.getItem(KEY) ?? undefined;
  } catch {
    return undefined;
  }
}

export function keepOrganisation(organisation: string): void {
  try {
    localStorage.setItem(KEY, organisation);
  } catch {
    // Not kept, looked for again.
  }
}
