import { isPortable, isPublished, pathInCheckout } from "./source_path.ts";

/** Core and client use no `Deno.*`: they run in browsers, Node and Bun as well. */
export const portable: Deno.lint.Rule = {
  create(context) {
    const path = pathInCheckout(context.filename);
    if (!isPublished(path) || !isPortable(path)) return {};
    return {
      Identifier(node) {
        if (node.name !== "Deno") return;
        context.report({
          node,
          message: "core and client cannot use Deno, because they run in browsers, Node and Bun.",
        });
      },
    };
  },
};
