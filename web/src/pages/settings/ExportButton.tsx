/** Everything kept about me, as one file. */
import { DownloadOutlined } from "@ant-design/icons";
import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "react-i18next";

import { api, take } from "../../api/client";
import type { Me } from "../../api/types";
import { saveJson } from "../../lib/saveJson";

export function ExportButton({ me }: { me: Me }) {
  const { t } = useTranslation();
  const download = useMutation({
    mutationFn: () => take(api.GET("/api/me/export")),
    onSuccess: (data) => saveJson(data, `${me.id}.json`),
  });
  return (
    <Button
      icon={<DownloadOutlined aria-hidden />}
      loading={download.isPending}
      onClick={() => download.mutate()}
      aria-label={`${t("account.download")} ${t("account.export")} JSON`}
      data-testid="settings-export"
    >
      {t("account.download")}
    </Button>
  );
}
