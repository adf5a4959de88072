import { serve } from "@openenv/server";
import app from "./server.ts";

await serve(app);
