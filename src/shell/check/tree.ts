/**
 * The checked program: every name resolved, every type known, every implied step written out. The code generator needs
 * nothing else.
 *
 * The nodes have an `op`; expressions also a `type`, and a span where something can go wrong at run time.
 *
 * @module
 */

export type * from "./command_tree.ts";
export type * from "./tree_expressions.ts";
export type * from "./tree_statements.ts";
