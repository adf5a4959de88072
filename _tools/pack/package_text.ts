/** Statements at the beginning of a line, also behind the comment that ends there: examples in comments are none. */
const IMPORT =
  /^(?:.*\*\/ )?(?:import|export)\b[^;"'`]*?\bfrom\s*"([^"]+)"|^(?:.*\*\/ )?import\s*"([^"]+)"|\bimport\(\s*"([^"]+)"/gm;
const DECLARED = /^(?:.*\*\/ )?export (?:default\b|(?:async )?(?:function\*?|class|const|let) (\w+))/gm;
const COMMENT = /\/\*[^]*?\*\//g;
const REFERENCE = /(?:\bnew URL\(|\bimport\.meta\.resolve\()\s*"(\.{1,2}\/[^"]+)"/g;
const TEXT_IMPORT = /\bwith \{\s*type: "text"/;

/** Lists what a module imports, as written. */
export function listImports(code: string): readonly string[] {
  return [...code.matchAll(IMPORT)].map(([, ...parts]) => parts.find((part) => part !== undefined)!);
}

/** Lists the files that a module finds by its own address: programs of workers and children, for instance. */
export function listReferences(code: string): readonly string[] {
  return [...code.replace(COMMENT, "").matchAll(REFERENCE)].map(([, path]) => path!);
}

/** `true` for what comes from another package. */
export function isOutside(specifier: string): boolean {
  return !/^(\.|node:)/.test(specifier);
}

/** Replaces the names of an import map by those that npm has: `@hono/hono/deno` by `hono/deno`. */
export function renameImports(code: string, names: ReadonlyMap<string, string>): string {
  return code.replace(/(\bfrom\s*|\bimport\(?\s*)"([^".][^"]*)"/g, (statement, before, specifier) => {
    const name = packageOf(specifier);
    return names.has(name) ? `${before}"${names.get(name)}${specifier.slice(name.length)}"` : statement;
  });
}

/** Replaces the ends of paths to TypeScript, where a compiled file is there instead: `"./worker.ts"` by `"./worker.js"`. */
export function renameModules(code: string, isCompiled: (path: string) => boolean): string {
  return code.replace(
    /"((?:\.\.?\/)+[\w./-]+)\.ts"/g,
    (text, path) => isCompiled(`${path}.js`) ? `"${path}.js"` : text,
  );
}

/** The name of a package in a specifier: `@openenv/core` of `@openenv/core/tasks`. */
export function packageOf(specifier: string): string {
  return specifier.split("/").slice(0, specifier.startsWith("@") ? 2 : 1).join("/");
}

/** Lists the names that a compiled module exports, without those of `export *`. */
export function listExportedNames(code: string): readonly string[] {
  const lists = [...code.matchAll(/^(?:.*\*\/ )?export \{([^}]*)\}/gm)].flatMap(([, names]) => names!.split(","));
  const declared = [...code.matchAll(DECLARED)];
  const names = [
    ...lists.map((name) => name.trim().split(/\s+as\s+/).at(-1)!),
    ...declared.map(([, name]) => name ?? "default"),
  ];
  return names.filter((name) => name !== "");
}

/** `true` for code that only Deno can load: it imports texts. */
export function importsTexts(code: string): boolean {
  return TEXT_IMPORT.test(code.replace(COMMENT, ""));
}

/** `true` for code that calls Deno. */
export function callsDeno(code: string): boolean {
  return /\bDeno\.\w/.test(code.replace(COMMENT, ""));
}

/** Reads the comment that describes a module, without its marks and its tag; `undefined` if there is none. */
export function readModuleDoc(source: string): string | undefined {
  const [comment] = /^\/\*\*[^]*?\*\//.exec(source) ?? [];
  if (!comment?.includes("@module")) return undefined;
  return comment.slice(3, -2).replace(/^ \* ?/gm, "").replace(/^@module\s*$/m, "").trim();
}

/** The first sentence of a text, in one line. */
export function firstSentence(text: string): string {
  return text.split("\n\n")[0]!.replaceAll("\n", " ").replace(/(?<=\.)\s.*$/, "");
}
