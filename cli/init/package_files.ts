import config from "../deno.json" with { type: "json" };
import contract from "../templates/contract.ts.txt" with { type: "text" };
import denoConfig from "../templates/deno.json.txt" with { type: "text" };
import environment from "../templates/environment.ts.txt" with { type: "text" };
import environmentTest from "../templates/environment_test.ts.txt" with { type: "text" };
import gitignore from "../templates/gitignore.txt" with { type: "text" };
import main from "../templates/main.ts.txt" with { type: "text" };
import manifest from "../templates/openenv.yaml.txt" with { type: "text" };
import mod from "../templates/mod.ts.txt" with { type: "text" };
import oracle from "../templates/oracle.ts.txt" with { type: "text" };
import readme from "../templates/README.md.txt" with { type: "text" };
import server from "../templates/server.ts.txt" with { type: "text" };

/** A file of a new package. */
export interface PackageFile {
  /** Its name. */
  readonly name: string;
  /** A description in a few words. */
  readonly summary: string;
  /** Its contents. */
  readonly text: string;
}

/** Where a new package gets `@openenv/core` and its companions from. */
export interface PackageSource {
  /** The version that they have. */
  readonly version: string;
  /** The checkout that they are in; absent if they come from the registry. */
  readonly checkout?: URL;
}

/** The templates end in `.txt`: the registry rewrites the imports of what looks like code, and leaves texts alone. */
const TEMPLATES: readonly PackageFile[] = [
  { name: "contract.ts", summary: "what a client needs to know: actions, observations, rules", text: contract },
  { name: "environment.ts", summary: "the world: what a reset and a step do", text: environment },
  { name: "environment_test.ts", summary: "the tests", text: environmentTest },
  { name: "oracle.ts", summary: "a player that reaches the best reward; the checks play it", text: oracle },
  { name: "server.ts", summary: "the world as an app", text: server },
  { name: "main.ts", summary: "the app on a port", text: main },
  { name: "mod.ts", summary: "what others import", text: mod },
  { name: "openenv.yaml", summary: "the manifest: what the package is and promises", text: manifest },
  { name: "README.md", summary: "what players and trainers read", text: readme },
  { name: "deno.json", summary: "tasks and imports", text: denoConfig },
  { name: ".gitignore", summary: "what is not committed", text: gitignore },
];

/** Checks an environment's name. Throws an `Error` of one line that offers the nearest valid name. */
export function checkPackageName(name: string): void {
  if (/^[A-Za-z][\w-]*$/.test(name)) return;
  const offer = name.replace(/^[^A-Za-z]+|[^A-Za-z\d]+$/g, "").replace(/[^\w-]+/g, "_") || "my_env";
  throw new Error(
    `Cannot name an environment ${JSON.stringify(name)}: a name has letters, digits, _ and -, and begins with a ` +
      `letter; use --name ${offer}, for instance`,
  );
}

/** Creates the files of a new package: a small environment that plays, tests and serves as it stands. */
export function createPackageFiles(name: string, { version, checkout }: PackageSource): readonly PackageFile[] {
  // A link takes the place of what the registry has: the workspace of the checkout, with its own dependencies.
  const links = checkout === undefined ? "" : `\n  "links": ["${checkout.href}"],`;
  const schema = new URL("openenv.schema.json", checkout ?? `https://jsr.io/@openenv/openenv/${version}/`).href;
  const values: Readonly<Record<string, string>> = { name, version, links, schema };
  const fill = (text: string) => text.replace(/\{\{(\w+)\}\}/g, (_, key) => values[key]!);
  return TEMPLATES.map((file) => ({ ...file, text: fill(file.text) }));
}

/** Finds the source of this command line itself: the checkout that it runs from, or else the registry. */
export async function findPackageSource(module: string = import.meta.url): Promise<PackageSource> {
  const { version } = config;
  const root = new URL("../../", module);
  return await isCheckout(root) ? { version, checkout: root } : { version };
}

/** `false` for a bundle of the command line too, which is a local file in any folder. */
async function isCheckout(root: URL): Promise<boolean> {
  if (root.protocol !== "file:") return false;
  try {
    const { name, workspace } = JSON.parse(await Deno.readTextFile(new URL("deno.json", root)));
    return name === "@openenv/openenv" && Array.isArray(workspace);
  } catch {
    return false;
  }
}
