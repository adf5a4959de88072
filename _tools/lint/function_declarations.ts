/** Top-level functions are declarations: they are hoisted, so a file can be read from its main function downwards. */
export const functionDeclarations: Deno.lint.Rule = {
  create(context) {
    return {
      Program(program) {
        for (const statement of program.body) {
          const declaration = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement;
          if (declaration?.type !== "VariableDeclaration") continue;
          for (const variable of declaration.declarations) {
            if (variable.init?.type !== "ArrowFunctionExpression" && variable.init?.type !== "FunctionExpression") {
              continue;
            }
            const name = variable.id.type === "Identifier" ? variable.id.name : "it";
            context.report({
              node: variable,
              message: `A top-level function is a declaration: function ${name}() {}.`,
            });
          }
        }
      },
    };
  },
};
