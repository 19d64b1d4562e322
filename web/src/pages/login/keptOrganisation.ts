import { keep, kept } from "../../lib/kept";

/** The school chosen at the last login on this device, so that it is looked for once only; nothing about the person. */
const KEY = "organisation";

export const keptOrganisation = (): string | undefined => kept(KEY) ?? undefined;

export const keepOrganisation = (organisation: string): void => keep(KEY, organisation);
