import { Child, type ChildPermissions } from "@openenv/sandbox";
import type { PermissionRequest } from "@openenv/testing";
import { join } from "node:path";
import type { PermissionAnswer, PermissionQuestion } from "./children/permission_child.ts";

/** A line of the runtime's log of permissions. */
interface AuditLine {
  readonly permission: PermissionRequest["name"];
  readonly value: string | null;
}

const ENTRY = new URL("./children/permission_child.ts", import.meta.url);

/**
 * Finds out what an environment asks for beyond its permissions. The runtime of its processes logs each request, granted
 * or not; another process with the same permissions, and no code of the package, says which are granted.
 *
 * The runtime does not log requests to run programs.
 */
export class PermissionAudit implements AsyncDisposable {
  readonly #folder: string;
  readonly #permissions: ChildPermissions;
  readonly #calls = new Map<number, PromiseWithResolvers<readonly boolean[]>>();
  #child: Child | undefined;
  #logs = 0;
  #nextCall = 0;

  /** Begins an audit of processes with these permissions. */
  static async begin(permissions: ChildPermissions): Promise<PermissionAudit> {
    return new PermissionAudit(await Deno.makeTempDir({ prefix: "openenv-check-" }), permissions);
  }

  private constructor(folder: string, permissions: ChildPermissions) {
    this.#folder = folder;
    this.#permissions = permissions;
  }

  /** Returns the environment variable by which the runtime of one process logs. */
  variables(): Record<string, string> {
    return { DENO_AUDIT_PERMISSIONS: join(this.#folder, `${this.#logs++}.jsonl`) };
  }

  /** Lists the requests that were not granted, each once. */
  async refusals(): Promise<readonly PermissionRequest[]> {
    const requests = new Map<string, PermissionRequest>();
    for await (const { name } of Deno.readDir(this.#folder)) {
      const text = await Deno.readTextFile(join(this.#folder, name));
      let last: PermissionRequest | undefined;
      for (const line of text.split("\n")) {
        const request = readLine(line);
        // Whatever reads a file that may be read has a second line, as if it were to be written too.
        const isEcho = request?.name === "write" && last?.name === "read" && last.value === request.value;
        if (request !== undefined && !isEcho) requests.set(`${request.name} ${request.value}`, request);
        last = request;
      }
    }
    const all = [...requests.values()];
    const granted = await this.grants(all);
    return all.filter((_, index) => !granted[index]);
  }

  /** For each request, whether it is granted. */
  grants(requests: readonly PermissionRequest[]): Promise<readonly boolean[]> {
    const child = this.#child ??= this.#start();
    const call = this.#nextCall++;
    const answer = Promise.withResolvers<readonly boolean[]>();
    this.#calls.set(call, answer);
    child.send({ call, requests } satisfies PermissionQuestion);
    return answer.promise;
  }

  /** Ends the audit. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#child?.close(0);
    await Deno.remove(this.#folder, { recursive: true });
  }

  #start(): Child {
    const child = Child.start({ entry: ENTRY, permissions: this.#permissions });
    child.onMessage = (message) => {
      const { call, granted } = message as PermissionAnswer;
      this.#calls.get(call)?.resolve(granted);
      this.#calls.delete(call);
    };
    void child.ended.then(() => {
      const { stderr } = child.takeOutput();
      for (const { reject } of this.#calls.values()) reject(new Error(`Cannot ask for permissions: ${stderr}`));
    });
    return child;
  }
}

/** Reads a line; the environment may write to the log if it may write everywhere. */
function readLine(line: string): PermissionRequest | undefined {
  try {
    const { permission: name, value }: AuditLine = JSON.parse(line);
    return { name, value: typeof value === "string" && name === "net" ? toHost(value) : value ?? null };
  } catch {
    return undefined;
  }
}

/** Converts a URL to the host and the port that a permission names. */
function toHost(value: string): string {
  if (!/^\w+:\/\//.test(value) || !URL.canParse(value)) return value;
  const { protocol, hostname, port } = new URL(value);
  return `${hostname}:${port || (/^(?:https|wss):$/.test(protocol) ? 443 : 80)}`;
}
