/**
 * An image with Python's standard library, for the reference's validator, whose own one has to be downloaded.
 *
 * @module
 */

import { OPENENV_VERSIONS, preparePython } from "../interop/python.ts";
import { readOutput } from "../../cli/shared/read_output.ts";
import { docker, removeImage } from "./ship_docker.ts";

/** The image, in a registry. */
export interface PythonImage extends AsyncDisposable {
  /** Its name, pinned by its digest. */
  readonly pinned: string;
}

const FACTS = `
import glob, json, os, sys, sysconfig
library = sysconfig.get_path("stdlib")
program = os.path.dirname(os.path.realpath(sys.executable)) + "/python3"
print(json.dumps([program, library, glob.glob(library + "/lib-dynload/*.so")]))
`;

/** Makes the image of the Python of this machine, and pushes it to a registry. */
export async function pushPythonImage(registry: string): Promise<PythonImage> {
  const action = "make an image of Python";
  const python = await preparePython(OPENENV_VERSIONS.reference);
  const [program, library, modules] = JSON.parse(await readOutput(python, ["-c", FACTS], { action }));
  const sleep = await Deno.realPath("/usr/bin/sleep");
  const libraries = await readOutput("ldd", [program, sleep, ...modules], { action });
  const paths = new Set([program, sleep, library, ...[...libraries.matchAll(/(\/\S+) \(0x/g)].map(([, path]) => path)]);
  const skipped = ["test", "site-packages", "__pycache__", "idlelib", "lib2to3"].map((name) => `--exclude=${name}`);
  const packed = new Deno.Command("tar", {
    args: ["-C", "/", "-ch", "--mode=a+rX", ...skipped, ...[...paths].map((path) => path.slice(1))],
    ...{ stdout: "piped", stderr: "null" },
  }).spawn();
  const name = `${registry}/python:${OPENENV_VERSIONS.reference}`;
  const change = `ENV PATH=${program.slice(0, program.lastIndexOf("/"))}:/usr/bin`;
  const imported = new Deno.Command("docker", {
    args: ["import", "--change", change, "-", name],
    ...{ stdin: "piped", stdout: "null", stderr: "null" },
  }).spawn();
  await packed.stdout.pipeTo(imported.stdin);
  const [tar, result] = await Promise.all([packed.status, imported.status]);
  if (!tar.success || !result.success) {
    throw new Error(`Cannot ${action}: tar ${tar.code}, docker import ${result.code}`);
  }
  await docker("push", name);
  const pinned = await docker("image", "inspect", "--format", "{{index .RepoDigests 0}}", name);
  return { pinned, [Symbol.asyncDispose]: () => removeImage(name) };
}
