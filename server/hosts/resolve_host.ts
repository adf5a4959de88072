import { InvalidOptionError } from "@openenv/core/errors";
import type { ChildPermissions, SandboxCapabilities } from "@openenv/sandbox";
import type { HostGuarantee, HostKind } from "./host_settings.ts";

/** The requirements on a host. */
export interface HostRequirements {
  /** The kind that was asked for; `undefined` leaves the choice. */
  readonly kind?: HostKind;
  /** The guarantees that it must give. */
  readonly guarantees?: readonly HostGuarantee[];
  /** The permissions of the environments' code. */
  readonly permissions?: ChildPermissions;
  /** The most memory, in bytes, if it has a limit. */
  readonly memoryBytes?: number;
}

/** The capabilities of this program and this machine. */
export interface HostCapabilities extends Pick<SandboxCapabilities, "prlimit" | "watchesMemory"> {
  /** `true` if workers may have permissions of their own. */
  readonly startsWorkers: boolean;
  /** `true` if a `deno` program can be started; a compiled program only has itself. */
  readonly startsProcesses: boolean;
}

/** The kinds of hosts, the weakest first. */
const KINDS: readonly HostKind[] = ["inline", "worker", "process"];
/** Why a program may be unable to start processes. */
const NO_DENO = "a compiled program can't start deno; give the path of a deno program as host.deno";

/**
 * Chooses the weakest host that gives what is required, or refuses; a host that was asked for is never replaced.
 *
 * @throws `InvalidOptionError` that names the host or the machine, and the guarantee that it can't give.
 */
export function resolveHost(requirements: HostRequirements, capabilities: HostCapabilities): HostKind {
  const { guarantees = [] } = requirements;
  const kind = requirements.kind ?? weakest(guarantees, capabilities);
  for (const guarantee of guarantees) {
    const reason = whyNot(guarantee, kind, requirements, capabilities);
    if (reason === undefined) continue;
    throw new InvalidOptionError(`Cannot guarantee ${guarantee} with the ${kind} host: ${reason}`, {
      option: "host.guarantees",
    });
  }
  if (kind === "process" && !capabilities.startsProcesses) {
    throw new InvalidOptionError(`Cannot use the process host: ${NO_DENO}`, { option: "host.kind" });
  }
  return kind;
}

function weakest(guarantees: readonly HostGuarantee[], { startsWorkers }: HostCapabilities): HostKind {
  const able = KINDS.filter((kind) => startsWorkers || kind !== "worker");
  return able.find((kind) => guarantees.every((guarantee) => KINDS_THAT_GIVE[guarantee]?.includes(kind))) ?? "process";
}

/** A worker can import from the network whatever its permissions are; only a process can be kept from that. */
const KINDS_THAT_GIVE: Readonly<Record<HostGuarantee, readonly HostKind[]>> = {
  "no-network": ["process"],
  "no-files": ["worker", "process"],
  killable: ["process"],
  "memory-limit": ["process"],
};

/** Says why a host can't give a guarantee; `undefined` if it can. */
function whyNot(
  guarantee: HostGuarantee,
  kind: HostKind,
  { permissions = {}, memoryBytes }: HostRequirements,
  { prlimit, watchesMemory, startsProcesses }: HostCapabilities,
): string | undefined {
  if (!Object.hasOwn(KINDS_THAT_GIVE, guarantee)) return "no host knows this guarantee";
  const able = KINDS_THAT_GIVE[guarantee];
  if (!able.includes(kind)) return `it takes the ${able.join(" or the ")} host`;
  if (kind === "process" && !startsProcesses) return NO_DENO;
  if (permissions === "all") return "the environment has all permissions";
  for (const permission of [...WAYS_OUT, ...WAYS_AROUND[guarantee]] as const) {
    const allowed = permissions[permission];
    if (allowed === true || (allowed !== undefined && allowed.length > 0)) {
      return `the environment has the permission ${permission}`;
    }
  }
  if (guarantee !== "memory-limit") return undefined;
  if (memoryBytes === undefined) return "no limit is given as host.memoryBytes";
  if (prlimit !== undefined || watchesMemory) return undefined;
  return "this machine has no prlimit, and /proc can't be read, which takes --allow-all";
}

/** With these the code is no longer only inside the host. */
const WAYS_OUT = ["run", "ffi"] as const;
const WAYS_AROUND: Readonly<Record<HostGuarantee, readonly ("net" | "read" | "write")[]>> = {
  "no-network": ["net"],
  "no-files": ["read", "write"],
  killable: [],
  "memory-limit": [],
};
