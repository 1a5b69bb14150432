/**
 * The syntax tree: what was written, and nothing that was found out about it. Every node has `type` and `span`.
 *
 * Where the meaning of an operator depends on types (`|`, `<`, `>`, `>>`), the tree keeps a {@linkcode Binary}; the
 * checker decides. In word mode there is no doubt, so there it is a {@linkcode Pipe} or a {@linkcode Redirect}.
 *
 * @module
 */

export type * from "./ast_expressions.ts";
export type * from "./ast_statements.ts";
