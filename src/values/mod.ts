/**
 * Values that carry errors: {@linkcode Result}, and the TBB integers {@linkcode Tbb8} to {@linkcode Tbb64} with their
 * sticky {@linkcode ERR}.
 *
 * @module
 */

export { Err, Ok, type Result } from "./result.ts";
export { Tbb16, Tbb32, Tbb64, Tbb8 } from "./tbb.ts";
export { ERR, type TbbErr, TbbViolation } from "./tbb_error.ts";
export { type TbbClass, type TbbSource, TbbValue } from "./tbb_value.ts";
export type { TbbWidth } from "./tbb_width.ts";
