import { makeEnvironment } from "./everything_contract.ts";

/** The environment of {@linkcode makeEnvironment}, as a module that a client or a host can load. */
export default makeEnvironment();
