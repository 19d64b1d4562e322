/** Which page lives where; each is fetched when first visited. */
import { createBrowserRouter } from "react-router";

import { BrokenPage } from "../pages/BrokenPage";
import { NotFoundPage } from "../pages/NotFoundPage";
import { LoadingPage } from "../pages/LoadingPage";
import { RequirePlace } from "./RequirePlace";
import { RequireSession } from "./RequireSession";
import { Shell } from "./Shell";

export const router = createBrowserRouter([
  {
    errorElement: <BrokenPage />,
    HydrateFallback: LoadingPage,
    children: [
      { path: "/login", lazy: async () => ({ Component: (await import("../pages/login/LoginPage")).LoginPage }) },
      {
        element: <RequireSession />,
        children: [
          {
            path: "/password",
            lazy: async () => ({ Component: (await import("../pages/password/PasswordPage")).PasswordPage }),
          },
          {
            element: <Shell />,
            errorElement: <BrokenPage />,
            children: [
              {
                element: <RequirePlace place="ask" />,
                children: [
                  { index: true, lazy: async () => ({ Component: (await import("../pages/ask/AskPage")).AskPage }) },
                ],
              },
              {
                element: <RequirePlace place="history" />,
                children: [
                  {
                    path: "/questions",
                    lazy: async () => ({ Component: (await import("../pages/history/HistoryPage")).HistoryPage }),
                  },
                ],
              },
              {
                element: <RequirePlace place="chat" />,
                children: [
                  {
                    path: "/chat/:id?",
                    lazy: async () => ({ Component: (await import("../pages/chat/ChatPage")).ChatPage }),
                  },
                ],
              },
              {
                element: <RequirePlace place="map" />,
                handle: { full: true },
                children: [
                  {
                    path: "/map/:code?",
                    lazy: async () => ({ Component: (await import("../pages/map/MapPage")).MapPage }),
                  },
                ],
              },
              {
                path: "/questions/:id",
                lazy: async () => ({ Component: (await import("../pages/question/QuestionPage")).QuestionPage }),
              },
              {
                path: "/micro-courses/:id",
                lazy: async () => ({ Component: (await import("../pages/course/CoursePage")).CoursePage }),
              },
              {
                path: "/answers/:id",
                lazy: async () => ({ Component: (await import("../pages/answer/AnswerPage")).AnswerPage }),
              },
              {
                path: "/teachers/:id",
                lazy: async () => ({ Component: (await import("../pages/teacher/TeacherPage")).TeacherPage }),
              },
              {
                element: <RequirePlace place="chat" />,
                children: [
                  {
                    path: "/unit-tests/:id",
                    lazy: async () => ({ Component: (await import("../pages/unitTest/UnitTestPage")).UnitTestPage }),
                  },
                ],
              },
              {
                element: <RequirePlace place="chat" />,
                children: [
                  { path: "/help", lazy: async () => ({ Component: (await import("../pages/help/HelpPage")).HelpPage }) },
                ],
              },
              {
                element: <RequirePlace place="desk" />,
                children: [
                  { path: "/desk", lazy: async () => ({ Component: (await import("../pages/desk/DeskPage")).DeskPage }) },
                ],
              },
              {
                path: "/rooms",
                lazy: async () => ({ Component: (await import("../pages/room/RoomsPage")).RoomsPage }),
              },
              {
                path: "/rooms/:id/replay",
                handle: { full: true, alone: true },
                lazy: async () => ({ Component: (await import("../pages/room/ReplayPage")).ReplayPage }),
              },
              {
                path: "/rooms/:id",
                handle: { full: true, alone: true },
                lazy: async () => ({ Component: (await import("../pages/room/RoomPage")).RoomPage }),
              },
              {
                path: "/settings",
                lazy: async () => ({ Component: (await import("../pages/settings/SettingsPage")).SettingsPage }),
              },
              {
                element: <RequirePlace place="class" />,
                children: [
                  {
                    path: "/class",
                    lazy: async () => ({ Component: (await import("../pages/class/ClassPage")).ClassPage }),
                  },
                  {
                    path: "/shared-chats/:id",
                    lazy: async () => ({ Component: (await import("../pages/chat/SharedChatPage")).SharedChatPage }),
                  },
                ],
              },
              {
                element: <RequirePlace place="service" />,
                children: [
                  {
                    path: "/service",
                    lazy: async () => ({ Component: (await import("../pages/service/ServicePage")).ServicePage }),
                  },
                ],
              },
              {
                element: <RequirePlace place="matches" />,
                children: [
                  {
                    path: "/match-quality",
                    lazy: async () => ({ Component: (await import("../pages/matches/MatchQualityPage")).MatchQualityPage }),
                  },
                ],
              },
              {
                element: <RequirePlace place="outcomes" />,
                children: [
                  {
                    path: "/outcomes",
                    lazy: async () => ({ Component: (await import("../pages/outcomes/OutcomesPage")).OutcomesPage }),
                  },
                ],
              },
              { path: "*", element: <NotFoundPage /> },
            ],
          },
        ],
      },
    ],
  },
]);
