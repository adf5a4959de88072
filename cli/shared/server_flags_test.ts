import assert from "node:assert/strict";
import { serverFlags } from "./server_flags.ts";

const PLACE = { home: "/home/me", listen: ["127.0.0.1:8000"] };

Deno.test("serverFlags() leaves paths relative for a program that may be anywhere", () => {
  const permissions = { read: ["data", "~/x"], write: ["/out"], env: true, net: true, import: ["esm.sh:443"] };
  assert.deepEqual(serverFlags({ permissions, requires: [] }, PLACE), [
    "--allow-net",
    "--allow-env",
    "--allow-read=data,/home/me/x",
    "--allow-write=/out",
    "--allow-import=esm.sh:443",
  ]);
});

Deno.test("serverFlags() refuses a value that is several", () => {
  const permissions = { read: ["/a,/etc"] };
  assert.throws(() => serverFlags({ permissions, requires: [] }, PLACE), { message: /"\/a,\/etc" has a comma/ });
});
