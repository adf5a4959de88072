import { fileURLToPath } from "node:url";

/** The part of `deno info --json` that is read. */
interface ModuleGraph {
  readonly modules: readonly { readonly specifier: string }[];
}

/**
 * Lists the files that a module is made of: itself and all that it imports from this machine, data files included, also
 * those that are missing. What `import()` gets by a computed name is not known.
 */
export async function listLocalModules(module: URL): Promise<string[]> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", "--no-lock", "--no-npm", "--no-remote", ...configFlag(), module.href],
    stdin: "null",
    stderr: "null",
  }).output();
  const specifiers = new Set([module.href]);
  for (const specifier of readSpecifiers(new TextDecoder().decode(stdout))) specifiers.add(specifier);
  return [...specifiers].filter((specifier) => specifier.startsWith("file:")).map((file) => fileURLToPath(file));
}

function readSpecifiers(text: string): string[] {
  try {
    const { modules }: ModuleGraph = JSON.parse(text);
    return modules.map(({ specifier }) => specifier);
  } catch {
    return []; // deno has nothing to say about a module that it cannot read
  }
}

/** The server's own config, since that is what its imports are resolved with. */
function configFlag(): string[] {
  const config = new URL("../../deno.json", import.meta.url);
  return config.protocol === "file:" ? ["--config", fileURLToPath(config)] : [];
}
