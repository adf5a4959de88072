import assert from "node:assert/strict";
import { registryAuth } from "./registry_auth.ts";

const CONFIG = JSON.stringify({
  auths: {
    "https://index.docker.io/v1/": { auth: btoa("me:secret") },
    "registry.hf.space": { auth: btoa("hf:a:b") },
    "localhost:5000": {},
  },
});

Deno.test("registryAuth() finds what was written for the registry of an image", () => {
  const hub = { username: "me", password: "secret", serveraddress: "https://index.docker.io/v1/" };
  assert.deepEqual(registryAuth("echo", () => CONFIG), hub);
  assert.deepEqual(registryAuth("me/echo:1", () => CONFIG), hub);
  assert.deepEqual(registryAuth("registry.hf.space/a-b:latest", () => CONFIG), {
    username: "hf",
    password: "a:b",
    serveraddress: "registry.hf.space",
  });
  assert.equal(registryAuth("localhost:5000/echo", () => CONFIG), undefined);
  assert.equal(registryAuth("ghcr.io/a/b", () => CONFIG), undefined);
});

Deno.test("registryAuth() shows nothing of a configuration that it can't read", () => {
  assert.throws(() => registryAuth("echo", () => '{"auths": {"x": hunter2'), (error: Error & { code?: string }) => {
    assert.equal(error.code, "INVALID_OPTION");
    assert.match(
      error.message,
      /^Cannot read Docker's configuration in .*config\.json: (it is not JSON|line 1 column \d+)$/,
    );
    return true;
  });
});
