import { fileURLToPath, pathToFileURL } from "node:url";
import { runDeno } from "./run_deno.ts";

/** One exported name with its doc comments; the overloads of a function are one. */
export interface DocumentedSymbol {
  /** The name that it is exported by. */
  readonly name: string;
  /**
   * The kind of declaration: `function`, `class`, `interface`, `typeAlias`, `variable`, `enum`, `namespace`, or `reference` for a
   * name that another of the modules exports, where its comments are found.
   */
  readonly kind: string;
  /** The file that declares it. */
  readonly file: string;
  /** The line of its first declaration. */
  readonly line: number;
  /** Its first doc comment, empty without one. */
  readonly doc: string;
  /** `true` if one of its doc comments has an `@example`. */
  readonly hasExample: boolean;
}

interface DocOutput {
  readonly nodes: Record<string, { readonly symbols?: readonly DocSymbol[] }>;
}

interface DocSymbol {
  readonly name: string;
  readonly declarations: readonly {
    readonly location: { readonly filename: string; readonly line: number };
    readonly declarationKind: string;
    readonly kind: string;
    readonly jsDoc?: { readonly doc?: string; readonly tags?: readonly { readonly kind: string }[] };
  }[];
}

/** Reads the exported names of modules and their doc comments, by the path of the module. */
export async function readDocs(files: readonly string[], cwd: string): Promise<Map<string, DocumentedSymbol[]>> {
  if (files.length === 0) return new Map();
  const urls = files.map((file) => pathToFileURL(file).href);
  const { success, stdout, output } = await runDeno(["doc", "--json", ...urls], { cwd });
  if (!success) throw new Error(`Cannot read doc comments: deno doc failed\n${output}`);
  const { nodes }: DocOutput = JSON.parse(stdout);
  return new Map(files.map((file, index) => [file, (nodes[urls[index]!]?.symbols ?? []).flatMap(toSymbols)]));
}

/** A name may stand for a type and a value at once; each kind of declaration is judged on its own. */
function toSymbols({ name, declarations }: DocSymbol): DocumentedSymbol[] {
  const exported = declarations.filter(({ declarationKind }) => declarationKind !== "private");
  return [...Map.groupBy(exported, ({ kind }) => kind)].map(([kind, group]) => ({
    name,
    kind,
    file: fileURLToPath(group[0]!.location.filename),
    line: group[0]!.location.line + 1,
    doc: group.find(({ jsDoc }) => jsDoc?.doc !== undefined)?.jsDoc?.doc ?? "",
    hasExample: group.some(({ jsDoc }) => jsDoc?.tags?.some((tag) => tag.kind === "example") ?? false),
  }));
}
