/** A packed package, as far as an import map is about it. */
export interface MappablePackage {
  readonly name: string;
  /** The compiled module of each subpath. */
  readonly exports: Readonly<Record<string, string>>;
  readonly imports: ReadonlySet<string>;
  readonly needsDeno: boolean;
}

/** The packages from elsewhere that a page may need, with the module that it loads. */
const OUTSIDE: Readonly<Record<string, string>> = { zod: "index.js" };

/** Writes an import map for pages without a bundler: where `/node_modules` has what npm installed. */
export function writeImportMap(packages: readonly MappablePackage[]): { readonly imports: Record<string, string> } {
  const names = new Set(packages.map(({ name }) => name));
  const loadable = packages.filter(({ imports, needsDeno }) =>
    !needsDeno && [...imports].every((name) => names.has(name) || name in OUTSIDE)
  );
  const entries = loadable.flatMap(({ name, exports }) =>
    Object.entries(exports).map(([path, module]) => [name + path.slice(1), locate(name, module)])
  );
  const outside = Object.entries(OUTSIDE).map(([name, module]) => [name, locate(name, module)]);
  return { imports: Object.fromEntries([...entries, ...outside].sort()) };
}

function locate(name: string, module: string): string {
  return `/node_modules/${name}/${module.replace(/^\.\//, "")}`;
}
