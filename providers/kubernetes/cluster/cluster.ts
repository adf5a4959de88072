import type {
  AppsV1Api,
  CoreV1Api,
  HttpLibrary,
  KubeConfig,
  RequestContext,
  V1Deployment,
  V1Pod,
  V1Secret,
  V1Service,
} from "@kubernetes/client-node";
import { messageOf } from "@openenv/core/errors";
import type { Duplex, Writable } from "node:stream";
import type { RequestOptions } from "node:https";
import { ProviderUnavailableError } from "../../provider_errors.ts";
import type { KubernetesOptions } from "../kubernetes_options.ts";
import type { KubernetesObject } from "../objects/kubernetes_object.ts";
import { isRefusedAnswer, retryAfterMs, toCallError } from "./api_errors.ts";
import { loadKubeconfig } from "./load_kubeconfig.ts";

/** How long the API server may take for one call, in milliseconds. */
const CALL_MS = 30_000;
/** How often, and how long at most, a call waits for an API server that is overloaded. */
const MAX_RETRIES = 3;
const MAX_RETRY_MS = 10_000;
/** How long to wait for the next look, in milliseconds: after a change, more follow; without a watch, it is a poll. */
const SETTLE_MS = 50;
const POLL_MS = 1_000;
/** The cluster deletes a Deployment first, and then the objects that it owns. */
const PROPAGATION = "Background";

/** Options for {@linkcode Cluster.connect}. */
export interface ClusterOptions extends Pick<KubernetesOptions, "kubeconfig" | "context" | "namespace"> {
  /** Called with every text of the API server before it gets into an error. */
  readonly hide: (text: string) => string;
}

type Library = typeof import("@kubernetes/client-node");
/** The dispatcher of the library's requests, which keeps its connections. */
type Dispatcher = NonNullable<ReturnType<RequestContext["getDispatcher"]>>;

/** A Deployment and its pods at one time. */
export interface Look {
  /** The Deployment; `undefined` if there is none. */
  readonly deployment: V1Deployment | undefined;
  /** Its pods, by name. */
  readonly pods: readonly V1Pod[];
  /** Waits until something has changed since, or until the signal is aborted. */
  changed(signal: AbortSignal): Promise<void>;
}

/** The WebSocket of one forwarded connection. */
export interface ForwardSocket {
  /** Called when it is closed, by either side. */
  onclose: (() => void) | null;
  /** The state; 1 is open. */
  readonly readyState: number;
  /** Closes it. */
  close(): void;
  /** Ends it without a goodbye. */
  terminate(): void;
}

/** One namespace of a cluster. Every error names the action and what to do. */
export class Cluster {
  /** The namespace. */
  readonly namespace: string;
  readonly #hide: (text: string) => string;
  readonly #library: Library;
  readonly #config: KubeConfig;
  readonly #http: HttpLibrary;
  readonly #core: CoreV1Api;
  readonly #apps: AppsV1Api;
  #dispatcher: Dispatcher | undefined;
  /** The address and the credentials, for a request while the process exits. */
  #credentials: RequestOptions = {};

  private constructor(library: Library, config: KubeConfig, { namespace, hide }: ClusterOptions) {
    this.#library = library;
    this.#config = config;
    this.#hide = hide;
    this.namespace = namespace ?? config.getContextObject(config.getCurrentContext())?.namespace ?? "default";
    this.#keepConnections();
    const configuration = library.createConfiguration({
      baseServer: new library.ServerConfiguration(this.#server, {}),
      authMethods: { default: config },
      promiseMiddleware: [{
        pre: (request) => {
          request.setSignal(AbortSignal.timeout(CALL_MS));
          return Promise.resolve(request);
        },
        post: (response) => Promise.resolve(response),
      }],
    });
    this.#http = configuration.httpApi;
    this.#core = new library.CoreV1Api(configuration);
    this.#apps = new library.AppsV1Api(configuration);
  }

  /** Loads the library and the kubeconfig. It makes no call yet, but a plugin of the kubeconfig may log in. */
  static async connect(options: ClusterOptions): Promise<Cluster> {
    const config = await loadKubeconfig(options);
    const cluster = new Cluster(await import("@kubernetes/client-node"), config, options);
    try {
      await config.applyToHTTPSOptions(cluster.#credentials as Parameters<KubeConfig["applyToHTTPSOptions"]>[0]);
    } catch (thrown) {
      const text = `Cannot log in to ${cluster.#server}: ${options.hide(messageOf(thrown))}; check the kubeconfig`;
      throw new ProviderUnavailableError(text, { provider: "kubernetes" });
    }
    return cluster;
  }

  /** Creates a Deployment; returns its id. */
  async createDeployment(object: KubernetesObject): Promise<string> {
    const body = object as unknown as V1Deployment;
    const create = () => this.#apps.createNamespacedDeployment({ namespace: this.namespace, body });
    return (await this.#call(`create Deployment ${object.metadata.name}`, create)).metadata?.uid ?? "";
  }

  /** Creates a Secret. */
  async createSecret(object: KubernetesObject): Promise<void> {
    const { namespace } = this;
    const body = object as unknown as V1Secret;
    await this.#call(
      `create Secret ${object.metadata.name}`,
      () => this.#core.createNamespacedSecret({ namespace, body }),
    );
  }

  /** Creates a Service. */
  async createService(object: KubernetesObject): Promise<void> {
    const { namespace } = this;
    const body = object as unknown as V1Service;
    const create = () => this.#core.createNamespacedService({ namespace, body });
    await this.#call(`create Service ${object.metadata.name}`, create);
  }

  /** Sets how many pods a Deployment has. */
  async scale(name: string, replicas: number): Promise<void> {
    const body = [{ op: "replace", path: "/spec/replicas", value: replicas }];
    const patch = { name, namespace: this.namespace, body };
    await this.#call(`start Deployment ${name}`, () => this.#apps.patchNamespacedDeployment(patch));
  }

  /** Deletes a Deployment, and all that it owns; does nothing if there is none. */
  async deleteDeployment(name: string): Promise<void> {
    const remove = { name, namespace: this.namespace, propagationPolicy: PROPAGATION };
    await this.#call(
      `delete Deployment ${name}`,
      () => this.#apps.deleteNamespacedDeployment(remove).catch(ignoreAbsent),
    );
  }

  /** Returns the request that deletes a Deployment, for a thread that has no event loop any more. */
  deletion(name: string): RequestOptions {
    const { ca, cert, key, headers, auth, rejectUnauthorized, servername } = this.#credentials;
    const url = `${this.#server}/apis/apps/v1/namespaces/${this.namespace}/deployments/${name}`;
    const { protocol, hostname, port, pathname } = new URL(url);
    const path = `${pathname}?propagationPolicy=${PROPAGATION}`;
    const to = { protocol, hostname: hostname.replace(/^\[|\]$/g, ""), port, path, method: "DELETE" };
    return { ...to, ca, cert, key, headers, auth, rejectUnauthorized, servername };
  }

  /** Reads a Deployment and its pods, by name. */
  async look(name: string): Promise<Look> {
    const { namespace } = this;
    const pods = { namespace, labelSelector: `app.kubernetes.io/name=${name}` };
    const { items, metadata } = await this.#call(`list the pods of ${name}`, () => this.#core.listNamespacedPod(pods));
    const read = () => this.#apps.readNamespacedDeployment({ name, namespace }).catch(ignoreAbsent);
    return {
      deployment: await this.#call(`read Deployment ${name}`, read),
      pods: items.sort((a, b) => a.metadata!.name!.localeCompare(b.metadata!.name!)),
      changed: (signal) => this.#changed(name, metadata?.resourceVersion, signal),
    };
  }

  /** Reads what the server in a pod has printed; `previous` reads it of the one before the last restart. */
  podLog(name: string, options: { readonly tailLines?: number; readonly previous?: boolean }): Promise<string> {
    const read = () => this.#core.readNamespacedPodLog({ name, namespace: this.namespace, ...options });
    return this.#call(`read the log of pod ${name}`, async () => await read().catch(ignoreNoLog) ?? "");
  }

  /** Joins a stream to a port of a pod, by a WebSocket to the API server; resolves once that is open. */
  async forward(pod: string, port: number, stream: Duplex, errors: Writable): Promise<ForwardSocket> {
    const forward = new this.#library.PortForward(this.#config);
    return await forward.portForward(this.namespace, pod, [port], stream, errors, stream) as ForwardSocket;
  }

  /** Ends the connections that are kept. */
  async disconnect(): Promise<void> {
    await this.#dispatcher?.destroy();
    this.#dispatcher = undefined;
  }

  get #server(): string {
    return this.#config.getCurrentCluster()!.server.replace(/\/$/, "");
  }

  /** Makes all requests and watches use the same connections: the library would open new ones for each. */
  #keepConnections(): void {
    const authenticate = this.#config.applySecurityAuthentication.bind(this.#config);
    this.#config.applySecurityAuthentication = async (request) => {
      await authenticate(request);
      this.#dispatcher ??= request.getDispatcher();
      if (this.#dispatcher !== undefined) request.setDispatcher(this.#dispatcher);
    };
  }

  /** Waits until a Deployment or one of its pods changes, for a second if they can't be watched, or for the signal. */
  async #changed(name: string, resourceVersion: string | undefined, signal: AbortSignal): Promise<void> {
    const stop = new AbortController();
    const either = AbortSignal.any([signal, stop.signal]);
    const watch = (path: string, query: Record<string, string>) =>
      // The next look has the error, if there is one.
      this.#event(path, { ...query, watch: "true", resourceVersion: resourceVersion ?? "0" }, either).catch(() =>
        false
      );
    const { namespace } = this;
    const watches = [
      watch(`/api/v1/namespaces/${namespace}/pods`, { labelSelector: `app.kubernetes.io/name=${name}` }),
      watch(`/apis/apps/v1/namespaces/${namespace}/deployments`, { fieldSelector: `metadata.name=${name}` }),
    ];
    const hasChanged = await Promise.race(watches);
    stop.abort();
    await Promise.all(watches);
    await pause(hasChanged ? SETTLE_MS : POLL_MS, signal);
  }

  /** Waits for the first event of a watch; resolves with `false` if that ends without one. */
  async #event(path: string, query: Record<string, string>, signal: AbortSignal): Promise<boolean> {
    const { HttpMethod, RequestContext } = this.#library;
    const request = new RequestContext(`${this.#server}${path}?${new URLSearchParams(query)}`, HttpMethod.GET);
    request.setSignal(signal);
    await this.#config.applySecurityAuthentication(request);
    const { httpStatusCode, body } = await this.#http.send(request).toPromise();
    const reader = (body.stream() as ReadableStream<Uint8Array>).getReader();
    // The signal ends the wait for the headers, but not that for the body.
    const cancel = () => void reader.cancel();
    signal.addEventListener("abort", cancel);
    if (signal.aborted) cancel();
    const { done } = await reader.read();
    signal.removeEventListener("abort", cancel);
    await reader.cancel();
    return httpStatusCode === 200 && !done;
  }

  async #call<T>(action: string, call: () => Promise<T>): Promise<T> {
    for (let retries = 0;; retries++) {
      try {
        return await call();
      } catch (thrown) {
        const afterMs = retryAfterMs(thrown);
        if (afterMs === undefined || retries === MAX_RETRIES) {
          const { namespace } = this;
          throw toCallError(thrown, { action, server: this.#server, namespace, hide: this.#hide });
        }
        await pause(Math.min(afterMs, MAX_RETRY_MS));
      }
    }
  }
}

/** Takes an answer that something does not exist for `undefined`; a namespace that does not is still an error. */
function ignoreAbsent(thrown: unknown): undefined {
  if (!isRefusedAnswer(thrown) || thrown.code !== 404) throw thrown;
}

/** Takes the answers that there is no pod, and no log yet, for `undefined`. */
function ignoreNoLog(thrown: unknown): undefined {
  // The library fails at a log without a line.
  if (thrown instanceof Error && /No Content-Type defined/.test(thrown.message)) return;
  if (!isRefusedAnswer(thrown) || ![400, 404].includes(thrown.code)) throw thrown;
}

/** Waits for a while, or for the signal. */
function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", finish);
      resolve();
    };
    const timer = setTimeout(finish, ms);
    signal?.addEventListener("abort", finish);
    if (signal?.aborted) finish();
  });
}
