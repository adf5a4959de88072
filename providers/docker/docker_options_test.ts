import assert from "node:assert/strict";
import { type LocalDockerOptions, resolveDockerOptions, toContainerOptions } from "./docker_options.ts";

const START = {
  name: "openenv-echo-1",
  image: "echo",
  port: 0,
  variables: { A: "1", B: "x=y" },
  labels: { "org.openenv.provider": "docker" },
};

/** The settings of the container's host, with these options. */
const settingsWith = (options?: LocalDockerOptions) => toContainerOptions(START, resolveDockerOptions(options));

Deno.test("toContainerOptions() gives a container little by default", () => {
  assert.deepEqual(settingsWith(), {
    name: "openenv-echo-1",
    Image: "echo",
    Env: ["A=1", "B=x=y"],
    Labels: { "org.openenv.provider": "docker" },
    ExposedPorts: { "8000/tcp": {} },
    HostConfig: {
      PortBindings: { "8000/tcp": [{ HostIp: "127.0.0.1", HostPort: "0" }] },
      NetworkMode: "bridge",
      Init: true,
      NanoCpus: 1e9,
      Memory: 2 ** 31,
      MemorySwap: 2 ** 31,
      PidsLimit: 256,
      ReadonlyRootfs: true,
      Tmpfs: { "/tmp": "rw,noexec,nosuid,nodev,size=256m" },
      CapDrop: ["ALL"],
      CapAdd: [],
      SecurityOpt: ["no-new-privileges"],
    },
  });
});

Deno.test("toContainerOptions() loosens every default by its name", () => {
  const loose = settingsWith({
    hostIp: "0.0.0.0",
    cpus: false,
    memoryBytes: false,
    pids: false,
    readOnly: false,
    tmpfs: {},
    capabilities: "default",
    noNewPrivileges: false,
    network: "lab",
    user: "65532",
    command: ["serve"],
    labels: { team: "a", "org.openenv.provider": "forged" },
  });
  assert.deepEqual([loose.User, loose.Cmd], ["65532", ["serve"]]);
  assert.deepEqual(loose.Labels, { team: "a", "org.openenv.provider": "docker" });
  assert.deepEqual(loose.HostConfig, {
    PortBindings: { "8000/tcp": [{ HostIp: "0.0.0.0", HostPort: "0" }] },
    NetworkMode: "lab",
    Init: true,
    ReadonlyRootfs: false,
    Tmpfs: {},
    SecurityOpt: [],
  });
  assert.deepEqual(settingsWith({ capabilities: ["NET_RAW"] }).HostConfig.CapAdd, ["NET_RAW"]);
});

Deno.test("resolveDockerOptions() refuses what can't be used, and says why", () => {
  const refused: [LocalDockerOptions, string][] = [
    [{ cpus: 0 }, "Cannot use option cpus: 0 is neither a positive number nor false"],
    [{ memoryBytes: NaN }, "Cannot use option memoryBytes: NaN is neither a positive number nor false"],
    [{ pids: -1 }, "Cannot use option pids: -1 is neither a positive number nor false"],
    [{ stopTimeoutMs: -1 }, "Cannot use option stopTimeoutMs: -1 is not a number of milliseconds"],
    [{ pull: "often" as "always" }, "Cannot use option pull: often is not missing, always or never"],
  ];
  for (const [options, message] of refused) {
    assert.throws(() => resolveDockerOptions(options), { code: "INVALID_OPTION", message });
  }
  for (const network of ["none", "host"]) {
    assert.throws(() => resolveDockerOptions({ network }), {
      message: /publishes no port, so that no client could reach/,
    });
  }
});
