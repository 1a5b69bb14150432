/**
 * Rules of the house for `deno lint`: how messages of errors read, that functions of a module are declared as
 * functions, and that private members are private at run time too.
 *
 * @module
 */

/** Where messages follow a prefix, as in "ariash: cannot read 'a.aria'", and so begin with a small letter. */
const SAID_BY_THE_SHELL = /\bsrc\/shell\//;

const plugin: Deno.lint.Plugin = {
  name: "aria",
  rules: {
    "error-message": {
      create(context) {
        return {
          NewExpression(node) {
            const name = node.callee.type === "Identifier" ? node.callee.name : "";
            const text = name.endsWith("Error") ? messageOf(node.arguments[0]) : null;
            const mistake = text && mistakeIn(text, SAID_BY_THE_SHELL.test(context.filename));
            if (mistake) context.report({ node: node.arguments[0] ?? node, message: mistake });
          },
        };
      },
    },
    "no-top-level-arrow": {
      create(context) {
        const message = "A function of a module is declared with the word function";
        function check(node: Deno.lint.VariableDeclarator): void {
          if (node.init?.type === "ArrowFunctionExpression") context.report({ node, message });
        }
        return {
          "Program > VariableDeclaration > VariableDeclarator": check,
          "Program > ExportNamedDeclaration > VariableDeclaration > VariableDeclarator": check,
        };
      },
    },
    "no-private-keyword": {
      create(context) {
        const message = "Private members are written with #, so that they are private at run time too";
        function check(node: { accessibility?: string } & Deno.lint.Node): void {
          if (node.accessibility === "private") context.report({ node, message });
        }
        return {
          PropertyDefinition: check,
          MethodDefinition(node) {
            if (node.kind !== "constructor") check(node);
          },
        };
      },
    },
  },
};

export default plugin;

/** The text of a message, `\0` standing for what is put into it; null when it is no literal or a mere code. */
function messageOf(node: Deno.lint.Node | undefined): string | null {
  let text: string | null = null;
  if (node?.type === "Literal" && typeof node.value === "string") text = node.value;
  if (node?.type === "TemplateLiteral") text = node.quasis.map((part) => part.cooked).join("\0");
  return text !== null && /\s/.test(text) ? text : null;
}

function mistakeIn(message: string, hasPrefix: boolean): string | null {
  if (!hasPrefix && /^\p{Ll}/u.test(message)) return "A message begins with a capital letter";
  if (/[^.]\.$/.test(message)) return "A message has no final period";
  if (/n't\b|\b(it|that|there)'s\b/i.test(message)) return "A message uses no contractions";
  return null;
}
