import { untilGone } from "./kubectl.ts";

// Files run in the order of their names, in one process: this is the last one.
Deno.test("nothing that these tests have started is left in the cluster", () => untilGone(Deno.pid));
