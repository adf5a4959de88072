import { dirname, resolve } from "node:path";
import { type ImportTarget, type Layer, LAYERS } from "./layers.ts";
import { isPublished, pathInCheckout } from "./source_path.ts";

/** Judges each import by the table in `layers.ts`; tests, benches and examples may import anything. */
export const importDirection: Deno.lint.Rule = {
  create(context) {
    const path = pathInCheckout(context.filename);
    const layer = isPublished(path) ? LAYERS.find((layer) => layer.covers(path)) : undefined;
    if (layer === undefined) return {};
    const judge = (node: Deno.lint.Node, specifier: string, how: ImportForm) => {
      const target = resolveTarget(context.filename, specifier, how);
      if (!layer.allows(target)) context.report({ node, message: explain(layer, specifier) });
    };
    return {
      ImportDeclaration: (node) => judge(node, node.source.value, { typeOnly: isTypeImport(node) }),
      ExportNamedDeclaration(node) {
        if (node.source !== null) judge(node, node.source.value, { typeOnly: node.exportKind === "type" });
      },
      ExportAllDeclaration: (node) => judge(node, node.source.value, { typeOnly: node.exportKind === "type" }),
      ImportExpression(node) {
        if (node.source.type !== "Literal" || typeof node.source.value !== "string") return;
        judge(node, node.source.value, { lazy: true });
      },
      TSImportType(node) {
        judge(node, context.sourceCode.getText(node.argument).replace(/^["']|["']$/g, ""), { typeOnly: true });
      },
    };
  },
};

interface ImportForm {
  readonly typeOnly?: boolean;
  readonly lazy?: boolean;
}

function isTypeImport(node: Deno.lint.ImportDeclaration): boolean {
  if (node.importKind === "type") return true;
  return node.specifiers.length > 0 &&
    node.specifiers.every((specifier) => specifier.type === "ImportSpecifier" && specifier.importKind === "type");
}

function resolveTarget(filename: string, specifier: string, how: ImportForm): ImportTarget {
  const from = folderOfPath(pathInCheckout(filename));
  const path = /^\.{0,2}\//.test(specifier) ? pathInCheckout(resolve(dirname(filename), specifier)) : undefined;
  const name = specifier.replace(/^(npm|jsr):\/?/, "").replace(/^(@[^/]+\/[^/@]+|[^/@]+)@[^/]+/, "$1");
  const folder = path === undefined ? folderOfName(name) : folderOfPath(path);
  return {
    specifier: name,
    path,
    folder,
    own: folder === from,
    typeOnly: how.typeOnly ?? false,
    lazy: how.lazy ?? false,
  };
}

/** The package that a path lies in: `core`, `envs/echo_env`, `.` for a file at the top. */
function folderOfPath(path: string): string {
  const parts = path.split("/");
  if (parts.length === 1) return ".";
  return parts[0] === "envs" ? `envs/${parts[1]}` : parts[0]!;
}

/** The package that a name stands for, if it is one of this workspace. */
function folderOfName(name: string): string | undefined {
  const own = /^@openenv\/([^/]+)/.exec(name)?.[1];
  if (own === undefined) return undefined;
  if (own === "openenv") return ".";
  return own.endsWith("-env") ? `envs/${own.replaceAll("-", "_")}` : own;
}

function explain(layer: Layer, specifier: string): string {
  return `Cannot import "${specifier}" here: ${layer.name} may import ${layer.may}, because ${layer.because}.`;
}
