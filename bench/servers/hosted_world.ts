import { WORLDS } from "../worlds.ts";

/** The small world, as a module that a worker or a process can load. */
export default WORLDS.small.environment;
