import type { Organisation } from "../../api/types";

interface Group {
  label: string;
  title: string;
  options: { value: string; label: string }[];
}

/** Schools under their district, offices with no district last. */
export function groupOrganisations(organisations: readonly Organisation[], other: string): Group[] {
  const groups = new Map<string, Group>();
  for (const { id, name, kind, district_name } of organisations) {
    const label = district_name ?? (kind === "district" ? name : other);
    const group = groups.get(label) ?? { label, title: label, options: [] };
    group.options.push({ value: id, label: name });
    groups.set(label, group);
  }
  return [...groups.values()].sort((a, b) => Number(a.label === other) - Number(b.label === other));
}
