import { OpenEnvError } from "@openenv/core/errors";
import assert from "node:assert/strict";
import { KubernetesProvider } from "./kubernetes_provider.ts";
import { type StubAnswer, stubApiServer, writeKubeconfig } from "./testing_fixtures/stub_api_server.ts";

const SECRET = "hunter2-not-to-be-shown";

/** Defines a test with requests. The library's HTTP client has a timer of its own, which it shares among them. */
function stubTest(name: string, body: () => Promise<void>): void {
  Deno.test({ name, sanitizeOps: false, sanitizeResources: false }, body);
}

/** The error of a start against an API server that answers so. */
async function startAgainst(answer: (request: string) => StubAnswer | undefined) {
  const noPods = { status: 200, body: JSON.stringify({ metadata: {}, items: [] }) };
  await using stub = await stubApiServer((request) => answer(request) ?? (request === "GET pods" ? noPods : undefined));
  const provider = new KubernetesProvider({ kubeconfig: stub.kubeconfig, name: "echo" });
  const error = await errorOf(provider.startContainer("echo-env:1.0", { envVars: { SECRET } }));
  assert.equal(provider.name, undefined, "the provider can start again");
  assert.ok(!`${error.message} ${JSON.stringify(error)}`.match(/hunter2|kubeconfig-token/), "a secret is shown");
  return { code: error.code, message: error.message.replace(stub.url, "<server>"), requests: stub.requests };
}

async function errorOf(call: Promise<unknown>): Promise<OpenEnvError> {
  const thrown = await call.then(() => assert.fail("it started"), (thrown) => thrown);
  assert.ok(thrown instanceof OpenEnvError, `expected an error with a code, got ${thrown}`);
  return thrown;
}

/** Refuses to create the Deployment. */
const refuses = (answer: StubAnswer) => (request: string) => request === "POST deployments" ? answer : undefined;

const REFUSALS: [StubAnswer, string, string][] = [
  [
    { status: 401, message: "Unauthorized" },
    "PROVIDER_UNAVAILABLE",
    "<server> refuses the credentials of the kubeconfig (401); log in to the cluster again",
  ],
  [
    { status: 403, message: `deployments is forbidden: User "a" cannot create` },
    "PROVIDER_UNAVAILABLE",
    `this user may not (403): deployments is forbidden: User "a" cannot create; ` +
    "ask for a Role in namespace games that allows it",
  ],
  [
    { status: 403, message: `deployments "echo" is forbidden: exceeded quota: small` },
    "START_FAILED",
    `<server> refuses it: deployments "echo" is forbidden: exceeded quota: small`,
  ],
  [
    { status: 404, message: `namespaces "games" not found` },
    "START_FAILED",
    "namespace games does not exist; create it, or set the option namespace",
  ],
  [
    { status: 409, message: `deployments.apps "echo" already exists` },
    "START_FAILED",
    `deployments.apps "echo" already exists (409); remove what is there, or use another name`,
  ],
  [
    { status: 422, message: `Deployment "echo" is invalid: ${SECRET}` },
    "START_FAILED",
    `<server> refuses it: Deployment "echo" is invalid: [SECRET]`,
  ],
  [
    { status: 500, message: "etcdserver: request timed out" },
    "PROVIDER_UNAVAILABLE",
    "<server> answered 500: etcdserver: request timed out; try again later",
  ],
  [
    { status: 502, body: "<html>Bad Gateway</html>" },
    "PROVIDER_UNAVAILABLE",
    "<server> answered 502: <html>Bad Gateway</html>; try again later",
  ],
];

for (const [answer, code, state] of REFUSALS) {
  stubTest(`KubernetesProvider says what to do when the API server answers ${answer.status}: ${code}`, async () => {
    const error = await startAgainst(refuses(answer));
    assert.deepEqual([error.code, error.message], [code, `Cannot create Deployment echo: ${state}`]);
  });
}

stubTest("KubernetesProvider deletes nothing that it has not created", async () => {
  const { requests } = await startAgainst(refuses({ status: 409, message: "exists" }));
  assert.deepEqual(requests, ["POST deployments"]);
});

stubTest("KubernetesProvider tries again as an overloaded API server asks, and then says so", async () => {
  const overloaded = { status: 429, message: "too many requests", headers: { "retry-after": "0" } };
  let count = 0;
  const twice = await startAgainst((request) =>
    request === "POST deployments" ? (++count <= 2 ? overloaded : { status: 409, message: "taken" }) : undefined
  );
  assert.match(twice.message, /taken \(409\)/);
  const always = await startAgainst(refuses(overloaded));
  assert.equal(always.requests.length, 4);
  assert.equal(always.code, "PROVIDER_UNAVAILABLE");
  assert.match(
    always.message,
    /<server> is overloaded and still refuses calls \(429: too many requests\); try again later$/,
  );
});

stubTest("KubernetesProvider deletes the Deployment when what belongs to it is refused", async () => {
  const created = { status: 201, body: JSON.stringify({ metadata: { name: "echo", uid: "1" } }) };
  const answers: Record<string, StubAnswer> = {
    "POST deployments": created,
    "POST secrets": { status: 403, message: "secrets is forbidden" },
    "DELETE deployments": { status: 200 },
  };
  const { message, requests } = await startAgainst((request) => answers[request]);
  assert.match(message, /^Cannot create Secret echo: this user may not \(403\): secrets is forbidden/);
  assert.deepEqual(requests.slice(0, 4), ["POST deployments", "POST secrets", "DELETE deployments", "GET pods"]);
});

stubTest("KubernetesProvider says that no API server answers", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  listener.close();
  const folder = await Deno.makeTempDir();
  const kubeconfig = await writeKubeconfig(folder, `http://127.0.0.1:${port}`);
  const provider = new KubernetesProvider({ kubeconfig });
  const error = await errorOf(provider.startContainer("echo-env:1.0"));
  await assert.rejects(provider.close(), {
    message: /^Cannot delete Deployment openenv-echo-env-\w{8}: no Kubernetes/,
  });
  provider.closeNow();
  await Deno.remove(folder, { recursive: true });
  assert.equal(error.code, "PROVIDER_UNAVAILABLE");
  assert.match(
    error.message,
    /^Cannot create Deployment openenv-echo-env-\w{8}: no Kubernetes API server answers at http:.*ECONNREFUSED.*; check/,
  );
});

stubTest("KubernetesProvider says what a kubeconfig lacks", async () => {
  const folder = await Deno.makeTempDir();
  const kubeconfig = await writeKubeconfig(folder, "https://127.0.0.1:1");
  const start = (options: object) => errorOf(new KubernetesProvider(options).startContainer("echo-env:1.0"));
  const { code, message } = await start({ kubeconfig, context: "prod" });
  assert.deepEqual([code, message], [
    "INVALID_OPTION",
    `Cannot use option context: ${kubeconfig} has no context "prod"; it has stub`,
  ]);
  const missing = await start({ kubeconfig: `${folder}/none` });
  assert.equal(missing.message, `Cannot read kubeconfig ${folder}/none: a file does not exist`);
  await Deno.writeTextFile(kubeconfig, `users: [{ name: "a", user: { token: ${SECRET} }]`);
  assert.equal((await start({ kubeconfig })).message, `Cannot read kubeconfig ${kubeconfig}: it is no kubeconfig`);
  await Deno.remove(folder, { recursive: true });
});

stubTest("KubernetesProvider refuses what it can't start", async () => {
  const provider = new KubernetesProvider();
  await assert.rejects(provider.startContainer("no image"), { code: "INVALID_OPTION" });
  await assert.rejects(provider.startContainer("a", { port: -1 }), { code: "INVALID_OPTION" });
  await assert.rejects(provider.waitForReady("http://127.0.0.1:1"), { code: "START_FAILED" });
  assert.deepEqual([await provider.podUrls(), await provider.logs()], [[], ""]);
});
