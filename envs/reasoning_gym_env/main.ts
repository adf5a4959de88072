import { serveMain } from "@openenv/server/main";
import app from "./server.ts";

await serveMain(app, { folder: import.meta.url });
