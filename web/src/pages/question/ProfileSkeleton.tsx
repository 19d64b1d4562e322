import { Skeleton } from "antd";

import { Card } from "../../components/Card";

export function ProfileSkeleton() {
  return (
    <Card>
      <Skeleton active paragraph={{ rows: 3 }} title={{ width: "30%" }} />
    </Card>
  );
}
