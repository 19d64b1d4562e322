import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { VitePWA } from "vite-plugin-pwa";

import { manifest } from "./build/manifest";

const API = "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [
    react(),
    VitePWA({
      registerType: "autoUpdate",
      injectRegister: null,
      manifest,
      includeAssets: ["icons/logo.svg"],
      workbox: {
        // The shell only: nothing a student wrote or saw is ever kept by the service worker.
        globPatterns: ["index.html", "assets/*.{js,css}"],
        navigateFallback: "/index.html",
        navigateFallbackDenylist: [/^\/api\//],
        cleanupOutdatedCaches: true,
        runtimeCaching: [
          {
            urlPattern: /\/assets\/.*\.woff2$/,
            handler: "CacheFirst",
            options: { cacheName: "fonts", expiration: { maxEntries: 30 } },
          },
        ],
      },
    }),
  ],
  build: {
    target: ["chrome87", "safari14"],
    cssTarget: ["chrome87", "safari14"],
    // A data: font would break the content security policy.
    assetsInlineLimit: 0,
  },
  server: { proxy: { "/api": { target: API, changeOrigin: false } } },
  preview: { proxy: { "/api": { target: API, changeOrigin: false } } },
});
