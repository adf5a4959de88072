import type { NetworkDeclaration, Permissions, ResourceDeclaration } from "@openenv/registry/manifest";
import { type EpisodeRecord, playEpisode } from "../../episodes/play_episode.ts";
import type { Check, CheckContext, Finding } from "../../findings/check.ts";
import { fail, notApplicable, pass, skip } from "../../findings/findings.ts";
import type { MeasuredSession, PermissionRequest, SessionUsage, SubjectConfinement } from "../../subjects/subject.ts";
import { replayPlan, type SubjectContext, wholeEpisodes } from "./played_episodes.ts";
import { runtimeCheck } from "./runtime_check.ts";

const MB = 2 ** 20;
/** The most requests that a finding shows. */
const MAX_SHOWN = 10;

/** Why a check of the host cannot run here. */
export const UNCONFINED =
  "it takes a host that holds the environment in, as `openenv check` has for a package's folder";

/** The parts of a check that looks at an environment from outside. */
interface HostCheck extends Pick<Check, "id" | "severity" | "summary"> {
  readonly run: (context: SubjectContext, confinement: SubjectConfinement) => Promise<Finding>;
}

/** Checks of what an environment uses, and what it may reach. */
export const HOST_CHECKS: readonly Check[] = [
  hostCheck({
    id: "runtime.resource_bounds",
    severity: "fail",
    summary: "An episode stays within the declared processor time, memory and disk.",
    run: checkResources,
  }),
  hostCheck({
    id: "runtime.permissions",
    severity: "warn",
    summary: "The environment asks for no permission that its manifest does not declare.",
    run: checkPermissions,
  }),
  hostCheck({
    id: "runtime.network_policy",
    severity: "fail",
    summary: "The environment can reach what its network declaration allows, and asks for nothing else.",
    run: checkNetwork,
  }),
  hostCheck({
    id: "runtime.host_containment",
    severity: "fail",
    summary: "The declared permissions keep the environment from the files and the programs of the machine.",
    run: checkContainment,
  }),
  hostCheck({
    id: "runtime.oracle_containment",
    severity: "fail",
    summary: "The environment, and so any player, can't read the oracle or the canaries.",
    run: checkOracle,
  }),
];

/** Makes a check that is about the declarations of a package, and skipped where nothing holds the environment in. */
function hostCheck({ run, ...check }: HostCheck): Check {
  return runtimeCheck({
    ...check,
    applies: ({ manifest }) => manifest?.validation !== undefined,
    run: async (context) => {
      const { confinement } = context.subject;
      return confinement === undefined ? notApplicable(UNCONFINED) : await run(context, confinement);
    },
  });
}

async function checkResources(context: SubjectContext, confinement: SubjectConfinement): Promise<Finding> {
  const [record] = await wholeEpisodes(context);
  if (record === undefined) return skip("unmet dependency: runtime.startup");
  return await measureEpisode(context, confinement, (session) => playEpisode(session, replayPlan(record)));
}

/** Plays an episode in a process of its own, and compares what it uses with what is declared. */
export async function measureEpisode(
  { manifest }: CheckContext,
  confinement: SubjectConfinement,
  play: (session: MeasuredSession) => Promise<EpisodeRecord>,
): Promise<Finding> {
  const { resources } = manifest!.validation!;
  const session = await confinement.openAlone();
  let record: EpisodeRecord;
  let usage: SessionUsage | undefined;
  try {
    record = await play(session);
    usage = session.usage();
  } finally {
    await session.close();
  }
  const remediation = "Declare in validation.resources what an episode takes, or let it take less";
  if (record.error !== undefined) {
    const { message } = record.error;
    const expected = `at most ${resources.memory_mb} MB of memory`;
    if (/memory limit/.test(message)) {
      return fail({ expected, seen: message, record, evidence: [message], remediation });
    }
    return skip(`an episode in a process of its own broke off: ${message}`);
  }
  if (usage === undefined) return notApplicable("this machine does not tell what a process uses: it has no /proc");
  const measured = measurementsOf(record, usage);
  const breach = findBreach(measured, resources);
  return breach === undefined ? pass(measured) : fail({ ...breach, measured, record, remediation });
}

/** What an episode has taken, in the units of a manifest. */
type Measurements = Readonly<Record<"cpu_s" | "memory_mb" | "disk_mb" | "episode_s", number>>;

function measurementsOf({ exchanges }: EpisodeRecord, usage: SessionUsage): Measurements {
  const round = (value: number) => Number(value.toFixed(2));
  return {
    cpu_s: round(usage.cpuS),
    memory_mb: round(usage.memoryBytes / MB),
    disk_mb: round(usage.writtenBytes / MB),
    episode_s: round(exchanges.reduce((sum, { durationMs }) => sum + durationMs, 0) / 1000),
  };
}

function findBreach(
  measured: Measurements,
  { cpu, memory_mb, disk_mb, episode_timeout_s }: ResourceDeclaration,
): { expected: string; seen: number; evidence: string[] } | undefined {
  const limits = [
    ["cpu_s", cpu * episode_timeout_s, "s of processor time"],
    ["memory_mb", memory_mb, "MB of memory"],
    ["disk_mb", disk_mb, "MB on disk"],
    ["episode_s", episode_timeout_s, "s"],
  ] as const;
  for (const [key, limit, unit] of limits) {
    const seen = measured[key];
    if (seen > limit) {
      return { expected: `at most ${limit} ${unit}`, seen, evidence: [`an episode took ${seen} ${unit}`] };
    }
  }
}

async function checkPermissions(_context: SubjectContext, confinement: SubjectConfinement): Promise<Finding> {
  const refused = (await confinement.refusals()).filter(({ name }) => name !== "net");
  if (refused.length === 0) return pass();
  return fail({
    expected: "no request beyond the declared permissions",
    seen: refused.map(describeRequest),
    evidence: refused.slice(0, MAX_SHOWN).map((request) =>
      `it was refused ${describeRequest(request)}, and permissions.${request.name} does not declare that`
    ),
    remediation: "Declare in openenv.yaml what the code needs, or do without: a host grants what is declared, no more",
  });
}

function describeRequest({ name, value }: PermissionRequest): string {
  return value === null ? `the permission ${name}` : `the permission ${name} for ${value}`;
}

async function checkNetwork({ manifest }: SubjectContext, confinement: SubjectConfinement): Promise<Finding> {
  const network = manifest!.validation!.network;
  const way = wayOut(manifest!.permissions);
  const refused = (await confinement.refusals()).filter(({ name }) => name === "net");
  if (refused.length > 0) {
    return fail({
      expected: describeNetwork(network),
      seen: refused.map(describeRequest),
      evidence: refused.slice(0, MAX_SHOWN).map((request) => `it was refused ${describeRequest(request)}`),
      remediation: "Declare the hosts in permissions.net and validation.network, or do without them",
    });
  }
  if (network.mode !== "public" && way !== undefined) {
    return notApplicable(`${way}, whose network this host does not hold`);
  }
  return pass({ network: network.mode });
}

function describeNetwork({ mode, allowed_hosts }: NetworkDeclaration): string {
  if (mode === "no-network") return "no network";
  return mode === "public" ? "the network of permissions.net" : `the network of ${allowed_hosts.join(", ")}`;
}

/** Says by what an environment gets out of its host; `undefined` if there is no way out. */
function wayOut(permissions: Permissions | undefined): string | undefined {
  const granted = (["run", "ffi"] as const).find((name) => {
    const allowed = permissions?.[name];
    return allowed === true || (Array.isArray(allowed) && allowed.length > 0);
  });
  if (granted === undefined) return undefined;
  return `with permissions.${granted} it may ${granted === "run" ? "start programs" : "call native code"}`;
}

/** Requests that no environment needs granted: everything of a kind. */
const EVERYTHING: readonly PermissionRequest[] = [
  { name: "write", value: null },
  { name: "read", value: null },
  { name: "sys", value: null },
];

async function checkContainment({ manifest }: SubjectContext, { grants }: SubjectConfinement): Promise<Finding> {
  for (const request of EVERYTHING) {
    if (!await grants(request)) continue;
    return fail({
      expected: "permissions for what the environment needs",
      seen: `permissions.${request.name} is everything`,
      evidence: [`${describeRequest(request)} is granted for everything on the machine`],
      remediation: `List in permissions.${request.name} what the environment needs`,
    });
  }
  const way = wayOut(manifest!.permissions);
  return way === undefined ? pass() : notApplicable(`${way}, which this host does not hold in`);
}

async function checkOracle(context: SubjectContext, { grants }: SubjectConfinement): Promise<Finding> {
  const { oracle, canaries } = context.manifest!.validation!.capabilities;
  const secret = [oracle?.location, canaries].filter((path): path is string => typeof path === "string");
  for (const path of secret) {
    if (!await grants({ name: "read", value: path })) continue;
    return fail({
      expected: "an oracle that the environment cannot read",
      seen: `${path} can be read`,
      evidence: [`the environment can read ${path}: it imports it, or permissions.read covers it`],
      remediation: "Keep the oracle out of the environment's modules, and out of permissions.read",
    });
  }
  const way = wayOut(context.manifest!.permissions);
  return way === undefined ? pass({ files: secret }) : notApplicable(`${way}, which this host does not hold in`);
}
