import { type Command, Option } from "commander";
import type { Output } from "../../shared/command_line.ts";
import { readPackage } from "../read_package.ts";
import {
  parseCount,
  parseCpu,
  parseDrain,
  parseHostName,
  parseImage,
  parseLabel,
  parseMemory,
  parsePeers,
  parseRange,
} from "./parse_flags.ts";
import type { ManifestsFlags } from "./workload_of.ts";
import { writeManifests } from "./write_manifests.ts";

/** Adds `openenv manifests [package]`: prints the objects that run a package in a Kubernetes cluster. */
export function addManifestsCommand(program: Command, output: Output): void {
  program.command("manifests")
    .description("print the objects that run an environment in a Kubernetes cluster, as YAML")
    .argument("[target]", "a package's folder, or the name of a bundled environment", ".")
    .option("--image <name>", "the image (default: the one of openenv build, which the nodes must have)", parseImage)
    .option("--name <name>", "the name of every object (default: the environment's, without _env)", parseLabel)
    .option("--namespace <name>", "the namespace (default: the one that you apply the objects in)", parseLabel)
    .addOption(
      new Option("--replicas <number>", "how many pods (default: 1)").argParser(parseCount).conflicts("autoscale"),
    )
    .option("--autoscale <min..max>", "add a HorizontalPodAutoscaler with these bounds", parseRange)
    .option("--host <name>", "add an Ingress for this host name, with TLS", parseHostName)
    .option(
      "--allow-from <peers>",
      "who may connect: labels of pods (app=trainer), labels of namespaces (namespace:team=ml) and ranges of addresses " +
        "(10.0.0.0/8), separated by commas (default: the pods of the namespace)",
      parsePeers,
    )
    .option(
      "--secret <name>",
      "the Secret that has OPENENV_TOKEN (default: none, and no token is needed)",
      parseHostName,
    )
    .option(
      "--drain <seconds>",
      "how long running episodes may go on when a pod is asked to stop (default: the manifest's episode_timeout_s, or 60)",
      parseDrain,
    )
    .option("--cpu <amount>", "the processors of a pod, such as 500m (default: the manifest's, or 1)", parseCpu)
    .option("--memory <amount>", "the memory of a pod, such as 512Mi (default: the manifest's, or 2Gi)", parseMemory)
    .action(async (target: string, flags: ManifestsFlags) => {
      const { manifest } = await readPackage(target);
      output.print(writeManifests(manifest, flags).trimEnd());
    });
}
