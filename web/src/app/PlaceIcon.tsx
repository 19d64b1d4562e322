import {
  CompassOutlined,
  DashboardOutlined,
  CustomerServiceOutlined,
  EditOutlined,
  HistoryOutlined,
  FundOutlined,
  LineChartOutlined,
  MessageOutlined,
  SettingOutlined,
  TeamOutlined,
} from "@ant-design/icons";

import type { Place } from "../lib/roles";

const ICONS = {
  ask: EditOutlined,
  chat: MessageOutlined,
  map: CompassOutlined,
  history: HistoryOutlined,
  desk: CustomerServiceOutlined,
  class: TeamOutlined,
  service: DashboardOutlined,
  matches: FundOutlined,
  outcomes: LineChartOutlined,
  settings: SettingOutlined,
};

export function PlaceIcon({ place }: { place: Place }) {
  const Icon = ICONS[place];
  return <Icon aria-hidden />;
}
