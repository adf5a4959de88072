import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { findEndpoint } from "./endpoint.ts";

/** Finds the endpoint with these variables and files. */
function find(env: Record<string, string>, files: Record<string, string> = {}, given?: string) {
  return findEndpoint(given, { env: { HOME: "/home/me", ...env }, read: (path) => files[path] });
}

Deno.test("findEndpoint() uses the socket of this machine by default", () => {
  const { socketPath } = find({});
  assert.equal(socketPath, Deno.build.os === "windows" ? "//./pipe/docker_engine" : "/var/run/docker.sock");
});

Deno.test("findEndpoint() reads DOCKER_HOST", () => {
  assert.deepEqual(find({ DOCKER_HOST: "unix:///run/me/docker.sock" }), {
    address: "unix:///run/me/docker.sock",
    socketPath: "/run/me/docker.sock",
  });
  const { address, ...tcp } = find({ DOCKER_HOST: "tcp://10.0.0.5" });
  assert.equal(address, "tcp://10.0.0.5");
  assert.deepEqual(tcp, { host: "10.0.0.5", port: 2375, protocol: "http" });
});

Deno.test("findEndpoint() takes certificates from DOCKER_CERT_PATH, or from Docker's folder", () => {
  const files = {
    "/certs/ca.pem": "ca",
    "/certs/cert.pem": "cert",
    "/certs/key.pem": "key",
    "/home/me/.docker/ca.pem": "own",
  };
  const variables = { DOCKER_HOST: "tcp://docker:2376", DOCKER_TLS_VERIFY: "1" };
  assert.deepEqual(find({ ...variables, DOCKER_CERT_PATH: "/certs" }, files), {
    address: "tcp://docker:2376",
    host: "docker",
    port: 2376,
    protocol: "https",
    ca: "ca",
    cert: "cert",
    key: "key",
  });
  assert.equal(find(variables, files).ca, "own");
});

Deno.test("findEndpoint() reads the current context, unless DOCKER_HOST or DOCKER_CONTEXT is set", () => {
  const id = createHash("sha256").update("lab").digest("hex");
  const contexts = "/home/me/.docker/contexts";
  const files = {
    "/home/me/.docker/config.json": JSON.stringify({ currentContext: "lab" }),
    [`${contexts}/meta/${id}/meta.json`]: JSON.stringify({ Endpoints: { docker: { Host: "tcp://lab:2376" } } }),
    [`${contexts}/tls/${id}/docker/ca.pem`]: "lab's",
  };
  const { host, ca, protocol } = find({}, files);
  assert.deepEqual([host, ca, protocol], ["lab", "lab's", "https"]);
  assert.equal(find({ DOCKER_HOST: "tcp://other" }, files).host, "other");
  assert.equal(find({ DOCKER_CONTEXT: "default" }, files).host, undefined);
  assert.equal(find({}, files, "tcp://given:1").port, 1);
  assert.throws(() => find({ DOCKER_CONTEXT: "gone" }, files), {
    code: "INVALID_OPTION",
    message: "Cannot use Docker's context gone: it does not exist",
  });
});

Deno.test("findEndpoint() refuses an address that it can't use", () => {
  assert.throws(() => find({ DOCKER_HOST: "ssh://me@host" }), {
    code: "INVALID_OPTION",
    message: "Cannot use Docker at ssh://me@host: expected unix:///path, tcp://host:port or https://host:port",
  });
});

Deno.test("findEndpoint() says where Docker's configuration can't be read", () => {
  assert.throws(() => find({}, { "/home/me/.docker/config.json": "{" }), {
    code: "INVALID_OPTION",
    message: /^Cannot read Docker's configuration in \/home\/me\/\.docker\/config\.json: /,
  });
});
