import assert from "node:assert/strict";
import { type HostCapabilities, type HostRequirements, resolveHost } from "./resolve_host.ts";

const ABLE: HostCapabilities = {
  prlimit: "/usr/bin/prlimit",
  watchesMemory: true,
  startsWorkers: true,
  startsProcesses: true,
};

Deno.test("resolveHost() chooses the weakest host that gives what is required", () => {
  const choose = (requirements: HostRequirements, capabilities: Partial<HostCapabilities> = {}) =>
    resolveHost(requirements, { ...ABLE, ...capabilities });
  assert.equal(choose({}), "inline");
  assert.equal(choose({ kind: "worker" }), "worker");
  assert.equal(choose({ guarantees: ["no-files"] }), "worker");
  assert.equal(choose({ guarantees: ["no-files"] }, { startsWorkers: false }), "process");
  assert.equal(choose({ guarantees: ["no-network"] }), "process");
  assert.equal(choose({ guarantees: ["no-files", "killable"] }), "process");
  assert.equal(choose({ guarantees: ["memory-limit"], memoryBytes: 1 }), "process");
  assert.equal(choose({ guarantees: ["memory-limit"], memoryBytes: 1 }, { prlimit: undefined }), "process");
  assert.equal(choose({ guarantees: ["no-network"], permissions: { read: true, net: [] } }), "process");
});

Deno.test("resolveHost() refuses what the host, the permissions or the machine can't give, and names both", () => {
  const refusals: [HostRequirements, Partial<HostCapabilities>, RegExp][] = [
    [{ kind: "inline", guarantees: ["no-files"] }, {}, /no-files with the inline host: it takes the worker or the pro/],
    [{ kind: "worker", guarantees: ["no-network"] }, {}, /no-network with the worker host: it takes the process host/],
    [{ kind: "worker", guarantees: ["no-files", "killable"] }, {}, /killable with the worker host/],
    [
      { guarantees: ["no-network"], permissions: { net: ["a:1"] } },
      {},
      /no-network with the process host.*permission net/,
    ],
    [{ guarantees: ["no-files"], permissions: { write: true } }, {}, /no-files with the worker host.*permission write/],
    [{ guarantees: ["killable"], permissions: { run: ["sh"] } }, {}, /killable with the process host.*permission run/],
    [{ guarantees: ["memory-limit"], permissions: { ffi: true }, memoryBytes: 1 }, {}, /memory-limit.*permission ffi/],
    [{ guarantees: ["no-files"], permissions: "all" }, {}, /no-files with the worker host: .*all permissions/],
    [{ guarantees: ["memory-limit"] }, {}, /memory-limit with the process host: no limit is given/],
    [
      { guarantees: ["memory-limit"], memoryBytes: 1 },
      { prlimit: undefined, watchesMemory: false },
      /no prlimit.*\/proc/,
    ],
    [{ guarantees: ["killable"] }, { startsProcesses: false }, /killable with the process host: a compiled program/],
    [{ kind: "process" }, { startsProcesses: false }, /process host: a compiled program can't start deno/],
    [{ guarantees: ["no-fun" as never] }, {}, /no-fun.*no host knows/],
  ];
  for (const [requirements, capabilities, message] of refusals) {
    assert.throws(
      () => resolveHost(requirements, { ...ABLE, ...capabilities }),
      { code: "INVALID_OPTION", message },
      JSON.stringify(requirements),
    );
  }
});
