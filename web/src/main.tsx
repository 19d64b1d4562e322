import "./lib/polyfills";
import "./i18n";
import "./styles/base.css";

import { createRoot } from "react-dom/client";
import { RouterProvider } from "react-router/dom";

import { Providers } from "./app/Providers";
import { router } from "./app/routes";
import { registerServiceWorker } from "./app/serviceWorker";

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");

createRoot(root).render(
  <Providers>
    <RouterProvider router={router} />
  </Providers>,
);

registerServiceWorker();
