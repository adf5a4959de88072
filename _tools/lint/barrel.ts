import { isPublished, pathInCheckout } from "./source_path.ts";

/**
 * A `mod.ts` is a package's table of contents: re-exports by name, and a `@module` comment.
 *
 * The one at the top may re-export whole packages, whose names are listed in their own.
 */
export const barrel: Deno.lint.Rule = {
  create(context) {
    const path = pathInCheckout(context.filename);
    if (!isPublished(path) || !/(^|\/)mod\.ts$/.test(path)) return {};
    return {
      Program(program) {
        for (const statement of program.body) {
          const message = whatIsWrong(statement, path);
          if (message !== undefined) context.report({ node: statement, message });
        }
        const comments = context.sourceCode.getAllComments();
        const described = comments.some(({ type, value }) =>
          type === "Block" && value.startsWith("*") && /^[\s*]*@module\b/m.test(value)
        );
        if (!described && program.body.some((statement) => !isPlaceholder(statement))) {
          context.report({ node: program, message: "A mod.ts has a doc comment with @module and a runnable snippet." });
        }
      },
    };
  },
};

function whatIsWrong(statement: Deno.lint.Statement, path: string): string | undefined {
  if (statement.type === "ExportAllDeclaration") {
    if (path === "mod.ts" && statement.source.value.startsWith("@openenv/")) return undefined;
    return "A mod.ts names what it re-exports, instead of `export *`.";
  }
  if (statement.type === "ExportNamedDeclaration" && statement.source !== null) return undefined;
  if (isPlaceholder(statement)) return undefined;
  return "A mod.ts holds re-exports only; move the code to a file named after it.";
}

/** `export {};`, which marks a file as a module. */
function isPlaceholder(statement: Deno.lint.Statement): boolean {
  return statement.type === "ExportNamedDeclaration" && statement.declaration === null &&
    statement.specifiers.length === 0;
}
