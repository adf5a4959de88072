import { stripTypeScriptTypes } from "node:module";

const IMPORT = /(^|[;\n])\s*import\s*\{([^}]*)\}\s*from\s*"([^"]+)";?/g;
/** `deno pack` writes a declaration behind the comment that ends there. */
const DECLARED = /^(.*\*\/ )?export (?=(?:async )?(?:function\*?|class|const|let) (\w+))/gm;
const LIST = /export\s*\{([^}]*)\};?\s*$/;
const DEFAULT = /export default(?=[\s(])/;
const SOURCE_MAP = /^\/\/# sourceMappingURL=.*$/gm;

/**
 * Joins modules into one script, since a page that is one file can be saved as one. Each module keeps a scope of its
 * own. It knows the statements that our modules and the libraries of the page use: imports of names, exports of
 * declarations, one list of exports at the end, `export default` of an expression.
 *
 * @param modules The modules in TypeScript or JavaScript, by name, those that are imported first.
 * @returns The script. Its constant `last` has what the last module exports.
 * @throws An `Error` if a module imports one that does not come before it.
 */
export function linkModules(modules: ReadonlyMap<string, string>): string {
  const names = new Map<string, string>();
  const parts = [...modules].map(([name, code], index) => {
    const part = linkModule(name, code, names, `module${index}`);
    names.set(withoutExtension(name), `module${index}`);
    return part;
  });
  return `${parts.join("\n")}\nconst last = module${parts.length - 1};\n`;
}

function linkModule(name: string, code: string, names: ReadonlyMap<string, string>, variable: string): string {
  const exported: string[] = [];
  const plain = stripTypeScriptTypes(code).replace(SOURCE_MAP, "").trimEnd();
  const body = plain
    .replace(IMPORT, (_, before: string, list: string, specifier: string) => {
      const target = names.get(withoutExtension(resolve(specifier, name)));
      if (target === undefined) throw new Error(`Cannot link ${name}: ${specifier} does not come before it`);
      return `${before}const {${renamed(list, ":")}} = ${target};`;
    })
    .replace(DECLARED, (_, comment: string | undefined, declared: string) => {
      exported.push(declared);
      return comment ?? "";
    })
    .replace(LIST, (_, list: string) => {
      exported.push(...list.split(",").map((one) => one.trim().replace(/^(\S+)\s+as\s+(\S+)$/, "$2: $1")));
      return "";
    })
    .replace(DEFAULT, () => {
      exported.push("default: whole");
      return "const whole =";
    });
  return `const ${variable} = (() => {\n${body}\nreturn { ${exported.join(", ")} };\n})();`;
}

function renamed(list: string, between: string): string {
  return list.split(",").map((one) => one.trim().replace(/\s+as\s+/, `${between} `)).filter(Boolean).join(", ");
}

function resolve(specifier: string, from: string): string {
  return specifier.startsWith(".") ? new URL(specifier, `file:///${from}`).pathname.slice(1) : specifier;
}

function withoutExtension(name: string): string {
  return name.replace(/\.[jt]s$/, "");
}
