/**
 * A server of the odd environment in a process of its own: it prints its URL, and a signal stops or kills it.
 *
 * @module
 */
import { serveForTest } from "../../server/serve_for_test.ts";
import { makeEnvironment } from "./everything_contract.ts";

const server = await serveForTest(makeEnvironment());
console.log(server.url);
