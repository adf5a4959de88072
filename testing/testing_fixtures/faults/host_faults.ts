import { createLocalSubject } from "../../subjects/local_subject.ts";
import { parseManifest } from "../../../registry/manifest/read_manifest.ts";
import type { Manifest } from "../../../registry/manifest/manifest.ts";
import { SessionLostError } from "../../../core/errors/error_classes.ts";
import type { PermissionRequest, SessionUsage, Subject } from "../../subjects/subject.ts";
import type { Fault } from "./fault.ts";
import { Walk, walk } from "./walk.ts";

/** What a stand-in for a host tells of an environment. */
export interface HostTale {
  /** The requests that it did not grant. */
  readonly refused?: readonly PermissionRequest[];
  /** The requests that it grants. */
  readonly granted?: readonly PermissionRequest[];
  /** What an episode has used; the memory in MB. Default: less than is declared. */
  readonly usage?: Partial<SessionUsage> | undefined;
  /** The error of a step in a process of its own. Default: none. */
  readonly error?: Error;
}

const MB = 2 ** 20;

/** Makes a sound walk, and a host that tells this of it. */
export function hostedWalk(tale: HostTale = {}): Subject {
  return withHost(createLocalSubject(walk(() => new Walk())), tale);
}

/** Adds a host that tells this of a subject. */
export function withHost(subject: Subject, { refused = [], granted = [], usage = {}, error }: HostTale = {}): Subject {
  const isIn = (request: PermissionRequest) =>
    granted.some(({ name, value }) => name === request.name && value === request.value);
  return {
    ...subject,
    confinement: {
      refusals: () => Promise.resolve(refused),
      grants: (request) => Promise.resolve(isIn(request)),
      async openAlone() {
        const session = await subject.open();
        return {
          ...session,
          step: (action) => error === undefined ? session.step(action) : Promise.reject(error),
          usage: () => ({ cpuS: 0.5, memoryBytes: 100 * MB, writtenBytes: 0, ...usage }),
        };
      },
    },
  };
}

/** A manifest with these permissions, this network and an oracle. */
export function hostedManifest(permissions = "{}", network = "{ mode: no-network }"): Manifest {
  return parseManifest(`
name: walk
version: "1.0.0"
permissions: ${permissions}
validation:
  reward: { range: [0, 1], floor_margin: 0.1 }
  resources: { cpu: 1, memory_mb: 512, disk_mb: 256, episode_timeout_s: 60 }
  capabilities: { verifier: { kind: reward_channel }, oracle: { form: script, location: oracle.ts } }
  types: { tags: [toy] }
  network: ${network}
`);
}

function hosted(name: string, check: string, tale: HostTale, manifest: Manifest = hostedManifest()): Fault {
  return { name, check, subject: hostedWalk(tale), manifest, needsNoEpisode: check !== "runtime.resource_bounds" };
}

/** Faults that a host sees. */
export const HOST_FAULTS: readonly Fault[] = [
  hosted("an episode takes more memory than is declared", "runtime.resource_bounds", {
    usage: { memoryBytes: 600 * MB },
  }),
  hosted("an episode takes more processor time than is declared", "runtime.resource_bounds", { usage: { cpuS: 61 } }),
  hosted("an episode writes more than is declared", "runtime.resource_bounds", { usage: { writtenBytes: 257 * MB } }),
  hosted("an episode is ended because of its memory", "runtime.resource_bounds", {
    error: new SessionLostError("Cannot finish call: its process was killed by its memory limit", {}),
  }),
  hosted("it asks for a file that is not declared", "runtime.permissions", {
    refused: [{ name: "read", value: "/etc/hostname" }],
  }),
  hosted("it asks for all variables", "runtime.permissions", { refused: [{ name: "env", value: null }] }),
  hosted("it asks for the network that it denies", "runtime.network_policy", {
    refused: [{ name: "net", value: "example.com:443" }],
  }),
  hosted("it may write everywhere", "runtime.host_containment", { granted: [{ name: "write", value: null }] }),
  hosted("it may read its oracle", "runtime.oracle_containment", { granted: [{ name: "read", value: "oracle.ts" }] }),
];
