import { createApp } from "@openenv/server";
import limited from "./limited.ts";

/** An app of ours. */
export default createApp(limited, { maxSessions: 2 });
