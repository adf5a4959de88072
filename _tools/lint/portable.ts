import { isPortable, isPublished, pathInCheckout } from "./source_path.ts";

/** Packages whose `engines` name Deno alone. */
const DENO_ONLY = /^(cli|sandbox|server)\//;

/**
 * Core and client use no `Deno.*`: they run in browsers, Node and Bun as well.
 *
 * Packages that Node can load have no `using` declaration, since Node 22 can't parse one.
 */
export const portable: Deno.lint.Rule = {
  create(context) {
    const path = pathInCheckout(context.filename);
    if (!isPublished(path)) return {};
    return {
      VariableDeclaration(node) {
        if (!/using$/.test(node.kind) || DENO_ONLY.test(path)) return;
        context.report({
          node,
          message: "Node 22 cannot parse `using`; use try/finally.",
        });
      },
      Identifier(node) {
        if (node.name !== "Deno" || !isPortable(path)) return;
        context.report({
          node,
          message: "core and client cannot use Deno, because they run in browsers, Node and Bun.",
        });
      },
    };
  },
};
