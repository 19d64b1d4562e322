/** All schools and offices, grouped by district, found by typing. */
import { Select } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import { useOrganisations } from "../../api/service";
import { groupOrganisations } from "./groupOrganisations";

interface Props {
  id?: string;
  value?: string;
  onChange?: (organisation: string) => void;
}

export function OrganisationSelect({ id, value, onChange }: Props) {
  const { t } = useTranslation();
  const { data, isPending, isError, refetch } = useOrganisations();
  const other = t("account.other_district");
  const options = useMemo(() => groupOrganisations(data ?? [], other), [data, other]);
  return (
    <Select
      id={id}
      value={value}
      onChange={onChange}
      options={options}
      showSearch={{ optionFilterProp: "label" }}
      loading={isPending}
      placeholder={t("account.organisation_placeholder")}
      notFoundContent={isError ? t("account.organisations_failed") : t("account.none_found")}
      onOpenChange={(open) => {
        if (open && isError) void refetch();
      }}
      data-testid="login-organisation"
    />
  );
}
